import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test file as text. */
export interface TestFile {
  /** Relative to the root of the workspace. */
  readonly path: string;
  readonly text: string;
}

/** The table of numbered tests, and what is wrong with it. */
export interface FaultsIndex {
  /** `number  file  title`, in the order of the numbers. */
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

interface NumberedTest {
  readonly number: string;
  readonly title: string;
  readonly path: string;
}

/** A call of `it` or `test`, up to the title that begins with a number; `.each(…)` may stand between. */
const NUMBERED =
  /\b(?:it|test)(?:\.[A-Za-z]+(?:\((?:[^()]|\([^()]*\))*\))?)*\(\s*(['"`])([FA][1-9]\d?)(?!\w)((?:(?!\1).)*)/g;
const SWITCHED_OFF =
  /\b(?:(?:it|test|describe|suite)\.(?:skip|todo|only|fails|skipIf|runIf)|xit|xdescribe|xtest)\b/;

/** Reads every test file of the three packages. */
export function readTestFiles(root: string): TestFile[] {
  return globSync('{server,widget,examples}/**/*.test.ts', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/**
 * Lists the tests whose title starts with a number of the acceptance sheet (`F16 …`, `A3 …`).
 *
 * @param expected The numbers that must be there, exactly once each, blanks between; `#` begins a comment.
 */
export function indexFaults(files: readonly TestFile[], expected: string): FaultsIndex {
  const tests = files.flatMap(numberedTests).sort(byNumber);
  const numbers = tests.map(({ number }) => number);
  const wanted = expectedNumbers(expected);
  const problems = [
    ...wanted.filter((number) => !numbers.includes(number)).map((number) => `${number} is missing`),
    ...numbers
      .filter((number, index) => numbers.indexOf(number) === index && numbers.lastIndexOf(number) > index)
      .map((number) => `${number} is doubled: ${places(tests, number)}`),
    ...[...new Set(numbers)]
      .filter((number) => !wanted.includes(number))
      .map((number) => `${number} is not in server/test/faults.txt: ${places(tests, number)}`),
    ...files
      .filter(({ path, text }) => SWITCHED_OFF.test(text) && tests.some((test) => test.path === path))
      .map(({ path }) => `a test or suite is switched off: ${path}`),
  ];
  return { lines: tests.map(({ number, path, title }) => `${number.padEnd(4)} ${path}  ${title}`), problems };
}

/** The numbers of `faults.txt`. */
export function expectedNumbers(text: string): string[] {
  return text
    .replace(/#.*$/gm, '')
    .split(/\s+/)
    .filter((word) => word !== '');
}

/** The number that a title starts with, or null. */
export function numberOf(title: string): string | null {
  return /^([FA][1-9]\d?)(?!\w)/.exec(title)?.[1] ?? null;
}

function numberedTests({ path, text }: TestFile): NumberedTest[] {
  return [...text.matchAll(NUMBERED)].map(([, , number = '', rest = '']) => ({
    number,
    title: number + rest,
    path,
  }));
}

function places(tests: readonly NumberedTest[], number: string): string {
  return tests
    .filter((test) => test.number === number)
    .map(({ path }) => path)
    .join(', ');
}

function byNumber(a: NumberedTest, b: NumberedTest): number {
  const rank = ({ number }: NumberedTest) => (number.startsWith('F') ? 0 : 1000) + Number(number.slice(1));
  return rank(a) - rank(b);
}
