import { describe, expect, it } from 'vitest';
import { dummySecret } from '../../test/required-env.ts';
import { createMerchantKeys } from './merchant-keys.ts';

const [all, oldAll, read, oldRead] = ['a', 'b', 'r', 's'].map((letter) => dummySecret(32, letter));
const keys = {
  all: [all, oldAll].map(String),
  read: [read, oldRead].map(String),
};

describe('createMerchantKeys', () => {
  it('tells what a key may do, before and after a rotation', () => {
    const access = createMerchantKeys(keys);
    expect([...keys.all, ...keys.read].map(access)).toEqual(['all', 'all', 'read', 'read']);
  });

  it('knows no other', () => {
    const access = createMerchantKeys(keys);
    const wrong = [
      '',
      dummySecret(31, 'a'),
      dummySecret(33, 'a'),
      dummySecret(32, 'A'),
      `${read} `,
      dummySecret(32),
    ];
    for (const key of wrong) expect(access(key), key).toBeNull();
  });

  it('knows none when none is set, the empty one included', () => {
    const access = createMerchantKeys({ all: [], read: [] });
    expect([access(''), access(dummySecret(32, 'a'))]).toEqual([null, null]);
  });

  it('gives the most that any entry of the same key gives', () => {
    expect(createMerchantKeys({ all: [String(all)], read: [String(all)] })(String(all))).toBe('all');
  });
});
