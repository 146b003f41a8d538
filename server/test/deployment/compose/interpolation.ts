import { isMapping, type Yaml } from './compose-file.ts';

/**
 * The variables that Compose would put into a file, each once, sorted.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function variablesOf(value: Yaml): string[] {
  const names = stringsOf(value).flatMap((text) =>
    [...text.replaceAll('$$', '').matchAll(/\$\{([A-Za-z_]\w*)/g)].map(([, name = '']) => name),
  );
  return [...new Set(names)].sort();
}

/** Texts with a `$` that is neither `$$` nor begins `${NAME…}`: Compose would read it, and a reader might not. */
export function unescapedDollars(value: Yaml): string[] {
  return stringsOf(value).filter((text) =>
    /\$(?!\{[A-Za-z_]\w*(:?[-?+][^}]*)?\})/.test(text.replaceAll('$$', '')),
  );
}

function stringsOf(value: Yaml): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return isMapping(value) ? Object.values(value).flatMap(stringsOf) : [];
}
