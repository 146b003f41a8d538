import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../test/fakes/random.ts';
import { makePaymentId, makeReference } from './reference.ts';

const constant = (byte: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(byte) });

describe('makeReference', () => {
  it('is eight characters of Crockford base 32, without I, L, O and U', () => {
    const random = seededRandom('references');
    for (let round = 0; round < 200; round += 1) {
      expect(makeReference(random)).toMatch(/^LP-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    }
  });

  it('gives every character the same share of the bytes', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const letter = makeReference(constant(byte)).charAt(3);
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });
});

describe('makePaymentId', () => {
  it('is 128 random bits in base64url, without padding', () => {
    const random = seededRandom('ids');
    const ids = Array.from({ length: 200 }, () => makePaymentId(random));
    for (const id of ids) expect(id).toMatch(/^pay_[A-Za-z0-9_-]{22}$/);
    expect(new Set(ids).size).toBe(200);
  });

  it.each([0x00, 0xff, 0xfb, 0x3e])('holds the bytes it was given, %i', (byte) => {
    const bytes = Buffer.from(makePaymentId(constant(byte)).slice(4), 'base64url');
    expect([...bytes]).toEqual(new Array(16).fill(byte));
  });
});
