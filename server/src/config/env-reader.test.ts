import { describe, expect, it } from 'vitest';
import { BadValue, type Env, EnvReader, type Grammar } from './env-reader.ts';

const word: Grammar<string> = {
  hint: 'a word',
  parse(text) {
    if (/\s/.test(text)) throw new BadValue('holds a blank');
    return text;
  },
};

/** Reads NAME from an environment, with files as a record of path and content. */
function read(env: Env, files: Record<string, string> = {}, grammar = word) {
  const reader = new EnvReader(env, (path) => {
    const content = files[path];
    if (content === undefined) throw new Error(`ENOENT ${path}`);
    return content;
  });
  return { value: reader.optional('NAME', grammar, 'fallback'), faults: reader.faults, reader };
}

describe('EnvReader', () => {
  it('reads a variable, or takes the fallback', () => {
    expect(read({ NAME: 'value' })).toMatchObject({ value: 'value', faults: [] });
    expect(read({})).toMatchObject({ value: 'fallback', faults: [] });
  });

  it.each(['', '\n', '\r\n'])('takes the content of NAME_FILE less one newline: %j', (end) => {
    expect(read({ NAME_FILE: '/a' }, { '/a': `value${end}` })).toMatchObject({ value: 'value', faults: [] });
  });

  it.each<[string, Env, Record<string, string>, string, string]>([
    ['an empty variable', { NAME: '' }, {}, 'NAME', 'is set but empty: unset it, or write a word'],
    ['a blank variable', { NAME: ' ' }, {}, 'NAME', 'is set but empty: unset it, or write a word'],
    ['a malformed variable', { NAME: 'a b' }, {}, 'NAME', 'holds a blank: write a word'],
    ['a malformed file', { NAME_FILE: '/a' }, { '/a': 'a b' }, 'NAME_FILE', 'holds a blank: write a word'],
    [
      'a second newline in a file',
      { NAME_FILE: '/a' },
      { '/a': 'a\n\n' },
      'NAME_FILE',
      'holds a blank: write a word',
    ],
    [
      'an empty file',
      { NAME_FILE: '/a' },
      { '/a': '\n' },
      'NAME_FILE',
      'is set but empty: unset it, or write a word',
    ],
    [
      'no such file',
      { NAME_FILE: '/a' },
      {},
      'NAME_FILE',
      'names a file that cannot be read: write the path of a readable file',
    ],
    [
      'no path',
      { NAME_FILE: '' },
      {},
      'NAME_FILE',
      'is set but empty: unset it, or write the path of a file',
    ],
    [
      'both',
      { NAME: 'a', NAME_FILE: '/a' },
      { '/a': 'a' },
      'NAME',
      'is set together with NAME_FILE: unset one of them',
    ],
  ])('notes %s as a fault and takes the fallback', (_, env, files, name, message) => {
    expect(read(env, files)).toMatchObject({ value: 'fallback', faults: [{ name, message }] });
  });

  it('notes a missing variable only where it is required', () => {
    const { reader } = read({});
    reader.required('NAME', word);
    expect(reader.faults).toEqual([{ name: 'NAME', message: 'is missing: write a word' }]);
  });

  it('knows what is set, well or not, also by its file', () => {
    const { reader } = read({ NAME: '', OTHER_FILE: '' });
    expect(['NAME', 'OTHER', 'THIRD'].map((name) => reader.isSet(name))).toEqual([true, true, false]);
  });

  it('lets a failure of the grammar itself through', () => {
    const broken: Grammar<string> = {
      hint: '',
      parse: () => {
        throw new TypeError('bug');
      },
    };
    expect(() => read({ NAME: 'a' }, {}, broken)).toThrow(TypeError);
  });
});
