import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { minifyTemplates, shortTokenNames } from '../build/minify-templates.ts';

const { handler } = minifyTemplates().transform as unknown as { handler: (code: string) => string };
const root = new URL('../src/', import.meta.url).pathname;
const files = globSync('{views,styles}/*.ts', { cwd: root }).filter((name) => !name.endsWith('.test.ts'));

/** What must stay: everything but white space, the tag and the last semicolon of a rule. */
const bare = (code: string) =>
  code
    .replace(/css(?=`)/g, '')
    .replace(/\s/g, '')
    .replaceAll(';}', '}');

describe('minifyTemplates', () => {
  it.each(files)('takes nothing but white space out of %s', (name) => {
    const code = readFileSync(root + name, 'utf8');
    const small = handler(code);
    expect(bare(small)).toBe(bare(code));
    expect(small.length).toBeLessThanOrEqual(code.length);
  });

  it('keeps the white space that a style sheet needs', () => {
    expect(handler('css`\n  .a :is(b, c) > d {\n    margin: 0 calc(1px + 2px);\n  }\n`')).toBe(
      '` .a :is(b,c) > d{margin:0 calc(1px + 2px)}`',
    );
  });

  it('refuses a backslash, which the tag alone leaves as it is', () => {
    expect(() => handler("css`a { content: '\\201c' }`")).toThrow('a backslash in a style sheet');
  });
});

describe('shortTokenNames', () => {
  it('names the tokens alike, in whatever order the sources are read', () => {
    const [ink, both] = ['a { color: var(--_ink) }', 'b { --_ink: red; --_accent: blue }'] as const;
    const names = [...shortTokenNames([ink, both])];
    expect(names).toEqual([
      ['--_accent', '--_0'],
      ['--_ink', '--_1'],
    ]);
    expect([...shortTokenNames([both, ink])]).toEqual(names);
  });
});
