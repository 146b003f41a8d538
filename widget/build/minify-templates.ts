import type { Plugin } from 'vite';

/**
 * Takes the white space out of `css` and `html` templates. Layout is by flex and grid throughout, so none of it shows.
 * The tag `css` goes too: a plain text that nobody uses is left out of the bundle, a call could not be.
 *
 * @throws Error when a style sheet holds a backslash, which the tag alone would have left as it is.
 */
export function minifyTemplates(): Plugin {
  const squeezeCss = (sheet: string) => {
    if (sheet.includes('\\')) throw new Error(`a backslash in a style sheet: ${sheet}`);
    return sheet
      .replace(/^css/, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,]) ?/g, '$1')
      .replace(/([\w-]:) (?=[^{}]*[;}])/g, '$1')
      .replace(/;}/g, '}');
  };
  // Only line breaks beside a tag or before an attribute: these never occur in code.
  const squeezeHtml = (code: string) =>
    code
      .replace(/([>}])\s*\n\s*(?=<)/g, '$1')
      .replace(/>\s*\n\s*(?=\$\{)/g, '>')
      .replace(/\s*\n\s*(?=[@.?]?[a-zA-Z-]+=["$])/g, ' ')
      .replace(/(["}])\s*\n\s*>/g, '$1>');
  return {
    name: 'minify-templates',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/(views|styles)\/.*\.ts$/ },
      handler: (code) => squeezeHtml(code.replace(/\bcss`[^`]*`/g, squeezeCss)),
    },
  };
}

const TOKEN = /--_[a-z][a-z-]*/g;

/**
 * Short names for the private custom properties (`--_accent`) of a package's sources. They follow the alphabet, not the
 * order in which a bundler happens to read: the same sources give the same bytes, whoever builds them.
 *
 * @param sources What the files hold, in any order.
 */
export function shortTokenNames(sources: readonly string[]): ReadonlyMap<string, string> {
  const names = new Set(sources.flatMap((code) => code.match(TOKEN) ?? []));
  return new Map([...names].sort().map((name, index) => [name, `--_${index.toString(36)}`]));
}

/**
 * Puts the short names in, in style sheets and in the code that sets them.
 *
 * @param names One map for both bundles, which meet in one shadow tree.
 */
export function shortenTokens(names: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'shorten-tokens',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.ts$/ },
      handler: (code) => code.replace(TOKEN, (name) => names.get(name) ?? name),
    },
  };
}
