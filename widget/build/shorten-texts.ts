import type { Plugin } from 'vite';
import { en } from '../src/locales/en.ts';

/** Keys that the code also holds as values, by which it looks a text up. */
const LOOKED_UP: readonly string[] = [
  'required',
  'creating',
  'settled',
  'unanswered',
  'unreachable',
  'busy',
  'mismatch',
  'ended',
  'notRenewed',
  'refused',
];

const SHORT = new Map(
  Object.keys(en)
    .filter((key) => !LOOKED_UP.includes(key))
    .map((key, index) => [key, `t${index.toString(36)}`]),
);

const shorten = (whole: string, start: string, key: string) => {
  const short = SHORT.get(key);
  return short === undefined ? whole : start + short;
};

/** Shortens the keys of the texts, in the files of the languages and in `texts.key` wherever it is read. */
export function shortenTexts(): Plugin {
  return {
    name: 'shorten-texts',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.ts$/ },
      handler: (code, id) =>
        /\/locales\/[a-z]{2}\.ts$/.test(id)
          ? code.replace(/^( {2})(\w+)(?=:)/gm, shorten)
          : code.replace(/(\btexts\.)(\w+)\b/g, shorten),
    },
  };
}
