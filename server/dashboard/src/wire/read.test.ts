import { describe, expect, it } from 'vitest';
import { entriesOf, listOf, nullable, object, optional, text, textOrNumber, truth, whole } from './read.ts';

const read = object({
  id: text,
  count: whole,
  on: truth,
  note: nullable(text),
  tags: optional(listOf(text), []),
  of: entriesOf(textOrNumber),
});
const good = { id: 'a', count: 1, on: true, note: null, of: { b: 2, c: 'd' } };

describe('object', () => {
  it('reads its fields and leaves out what is new', () => {
    expect(read({ ...good, more: 1 }, 'answer')).toEqual({
      ...good,
      tags: [],
      of: [
        ['b', '2'],
        ['c', 'd'],
      ],
    });
  });

  it.each([
    [{ ...good, id: 1 }, 'answer.id is no text'],
    [{ ...good, count: 1.5 }, 'answer.count is no whole number'],
    [{ ...good, on: 'yes' }, 'answer.on is neither true nor false'],
    [{ ...good, note: 3 }, 'answer.note is no text'],
    [{ ...good, tags: 'x' }, 'answer.tags is no list'],
    [{ ...good, tags: ['x', 1] }, 'answer.tags[1] is no text'],
    [{ ...good, of: null }, 'answer.of is no object'],
    [null, 'answer is no object'],
  ])('says what is wrong with %j', (value, words) => {
    expect(() => read(value, 'answer')).toThrow(new TypeError(words));
  });
});
