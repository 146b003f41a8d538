import { describe, expect, it } from 'vitest';
import { expectedNumbers, indexFaults, numberOf } from './faults.ts';

// Put together here, so that this file holds no numbered test itself.
const numbered = (call: string, title: string) => `${call}('${title}', () => {});\n`;
const file = (text: string, path = 'server/test/a.test.ts') => ({ path, text });
const problemsOf = (text: string, expected: string) => indexFaults([file(text)], expected).problems;

describe('indexFaults', () => {
  it('lists number, file and title in the order of the numbers', () => {
    const files = [
      file(numbered('it', 'A3 bad amounts') + numbered('test', 'F16 same key: same payment')),
      file(`it(\n  "F2 redelivery's second effect",\n  () => {});`, 'widget/src/b.test.ts'),
      file(numbered(`it.each([['F9 (x)'], [1]])`, 'F5 %s stays settled'), 'examples/c.test.ts'),
    ];
    expect(indexFaults(files, 'F2 F5 F16 A3 # all')).toEqual({
      lines: [
        "F2   widget/src/b.test.ts  F2 redelivery's second effect",
        'F5   examples/c.test.ts  F5 %s stays settled',
        'F16  server/test/a.test.ts  F16 same key: same payment',
        'A3   server/test/a.test.ts  A3 bad amounts',
      ],
      problems: [],
    });
  });

  it('names a missing, a doubled and an unexpected number', () => {
    const text =
      numbered('it', 'F1 once') +
      numbered('it', 'F1 twice') +
      numbered('it', 'F1 thrice') +
      numbered('it', 'F3 new');
    expect(problemsOf(text, 'F1 F4')).toEqual([
      'F4 is missing',
      expect.stringContaining('F1 is doubled'),
      expect.stringContaining('F3 is not in server/test/faults.txt'),
    ]);
  });

  it.each([
    numbered('it.skip', 'F1 off'),
    numbered('it.todo', 'F1 off'),
    numbered('it.skipIf(true)', 'F1 off'),
    numbered('it.only', 'F1 off'),
    `describe.skip('suite', () => { ${numbered('it', 'F1 off')} });`,
  ])('names what is switched off: %s', (text) => {
    expect(problemsOf(text, 'F1')).toEqual(['a test or suite is switched off: server/test/a.test.ts']);
  });

  it('does not take other titles for numbers', () => {
    const text = ['F1x', 'F', 'A', 'F100 far', 'FA3', 'A 3', 'a3', 'B1']
      .map((title) => numbered('it', title))
      .join('');
    expect(indexFaults([file(`${text}describe('F1 suite');\nsubmit('F1 x')`)], '')).toEqual({
      lines: [],
      problems: [],
    });
  });
});

describe('expectedNumbers', () => {
  it('reads words, without comments', () => {
    expect(expectedNumbers('# F0\nF1 F2\n\nA3 # A4\n')).toEqual(['F1', 'F2', 'A3']);
  });
});

describe('numberOf', () => {
  it('is what a title starts with', () => {
    expect(['F16 same', 'A3', 'F1x', 'see F1', ''].map(numberOf)).toEqual(['F16', 'A3', null, null, null]);
  });
});
