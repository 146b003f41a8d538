import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs');

/** A block of code in a document. */
export interface CodeBlock {
  /** The heading above it, without its marks. */
  readonly heading: string;
  /** `sh`, `php` and so on. */
  readonly language: string;
  readonly code: string;
}

/** Every block of code in a document of `server/docs`, in its order. */
export function codeBlocks(name: string): CodeBlock[] {
  const text = readFileSync(join(DOCS, name), 'utf8');
  let heading = '';
  return [...text.matchAll(/^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, title, language = '', code = '']) => {
      if (title === undefined) return [{ heading, language, code }];
      heading = title.replaceAll('`', '');
      return [];
    },
  );
}
