import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../test/fixtures/fake-clock.ts';
import { amountOf, createIntent, type IntentParts, type IntentStorage, intentKey } from './intent.ts';

const PARTS: IntentParts = { server: 'https://pay.example.com/', amount: '50', currency: 'USD' };
const DAY_MS = 24 * 60 * 60 * 1000;

class MemoryStorage implements IntentStorage {
  readonly items = new Map<string, string>();
  getItem = (key: string) => this.items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.items.set(key, value);
  removeItem = (key: string) => void this.items.delete(key);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('intentKey', () => {
  it('is the same for the same parts, missing ones being empty', () => {
    expect(intentKey({ ...PARTS, product: null, orderId: undefined })).toBe(intentKey(PARTS));
  });

  it.each([
    { server: 'https://pay.example.org/' },
    { amount: '51' },
    { currency: 'EUR' },
    { product: 'mug' },
    { request: 'eyJ.a.b' },
    { orderId: 'A-1' },
    { elementId: 'tip' },
  ])('differs with %j', (other) => {
    expect(intentKey({ ...PARTS, ...other })).not.toBe(intentKey(PARTS));
  });

  it('does not take one part for another', () => {
    expect(intentKey({ ...PARTS, product: 'x' })).not.toBe(intentKey({ ...PARTS, orderId: 'x' }));
    expect(intentKey({ ...PARTS, product: 'x","y' })).not.toBe(
      intentKey({ ...PARTS, product: 'x', request: 'y' }),
    );
  });
});

describe('amountOf', () => {
  it('is the amount of the intent', () => {
    expect(amountOf(intentKey({ ...PARTS, amount: '12.50', orderId: '","99"' }))).toBe('12.50');
  });

  it.each([intentKey({ ...PARTS, amount: null, product: 'mug' }), '', 'lightning-pay:', '["a"]', '[1,2]'])(
    'is null for %s',
    (key) => {
      expect(amountOf(key)).toBeNull();
    },
  );
});

describe('createIntent', () => {
  function open(storage = new MemoryStorage(), clock = new FakeClock()) {
    return { storage, clock, intent: createIntent(PARTS, { storage, clock }) };
  }

  it('makes a key of 128 random bits, and keeps it', () => {
    const { intent, storage } = open();
    const { idempotencyKey, ...rest } = intent.recall();
    expect(idempotencyKey).toMatch(/^[\w-]{22}$/);
    expect(rest).toEqual({ paymentId: null, clientSecret: null, createdAtMs: Date.UTC(2026, 10, 23, 9) });
    expect(intent.recall().idempotencyKey).toBe(idempotencyKey);
    expect(open(storage).intent.recall().idempotencyKey).toBe(idempotencyKey);
    expect(open().intent.recall().idempotencyKey).not.toBe(idempotencyKey);
  });

  it('writes the random bytes as base64url', () => {
    const randomBytes = () => Uint8Array.from({ length: 16 }, (_, at) => 255 - at * 4);
    const { idempotencyKey } = createIntent(PARTS, { storage: new MemoryStorage(), randomBytes }).recall();
    expect(Buffer.from(idempotencyKey, 'base64url')).toEqual(Buffer.from(randomBytes()));
  });

  it('remembers the payment, also for a page loaded anew', () => {
    const { intent, storage } = open();
    const { idempotencyKey } = intent.recall();
    intent.remember('pay_1', 'pay_1_secret_x');
    const known = { idempotencyKey, paymentId: 'pay_1', clientSecret: 'pay_1_secret_x' };
    expect(open(storage).intent.recall()).toMatchObject(known);
  });

  it('begins another payment after forget', () => {
    const { intent, storage } = open();
    const { idempotencyKey } = intent.recall();
    intent.remember('pay_1', 'pay_1_secret_x');
    intent.forget();
    expect(storage.items.size).toBe(0);
    expect(intent.recall()).toMatchObject({ paymentId: null });
    expect(intent.recall().idempotencyKey).not.toBe(idempotencyKey);
  });

  it.each([
    ['one millisecond before 24 h', DAY_MS - 1, true],
    ['24 h', DAY_MS, false],
    ['a clock put back by less', 1 - DAY_MS, true],
    ['a clock put back by more', -DAY_MS, false],
  ])('ends after 24 h (%s)', (_, ms, isSame) => {
    const { intent, clock } = open();
    const { idempotencyKey } = intent.recall();
    clock.moveWall(ms);
    expect(intent.recall().idempotencyKey === idempotencyKey).toBe(isSame);
  });

  const sound = {
    idempotencyKey: 'A'.repeat(22),
    paymentId: null,
    clientSecret: null,
    createdAtMs: Date.UTC(2026, 10, 23, 9),
  };
  it.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    JSON.stringify({ ...sound, idempotencyKey: 'short' }),
    JSON.stringify({ ...sound, idempotencyKey: `${'A'.repeat(21)}\n` }),
    JSON.stringify({ ...sound, idempotencyKey: null }),
    JSON.stringify({ ...sound, createdAtMs: 'today' }),
    JSON.stringify({ ...sound, paymentId: 'pay_1' }),
    JSON.stringify({ ...sound, paymentId: 1, clientSecret: 2 }),
  ])('ignores the entry %s', (entry) => {
    const { intent, storage } = open();
    storage.setItem(intentKey(PARTS), entry);
    expect(intent.recall().idempotencyKey).toMatch(/^[\w-]{22}$/);
    expect(intent.recall().idempotencyKey).not.toBe(sound.idempotencyKey);
  });

  it('takes a sound entry (control of the line above)', () => {
    const { intent, storage } = open();
    storage.setItem(intentKey(PARTS), JSON.stringify(sound));
    expect(intent.recall()).toEqual(sound);
  });

  describe('without a storage of its own', () => {
    const refuse = () => {
      throw new DOMException('refused', 'SecurityError');
    };

    it('uses sessionStorage', () => {
      const storage = new MemoryStorage();
      vi.stubGlobal('sessionStorage', storage);
      const { idempotencyKey } = createIntent(PARTS).recall();
      expect(storage.items.get(intentKey(PARTS))).toContain(idempotencyKey);
      createIntent(PARTS).forget();
      expect(storage.items.size).toBe(0);
    });

    it.each([
      ['is missing', undefined],
      ['refuses everything', { getItem: refuse, setItem: refuse, removeItem: refuse }],
      ['is full', { getItem: () => null, setItem: refuse, removeItem: () => {} }],
    ])('keeps the intent in memory where sessionStorage %s', (_, storage) => {
      vi.stubGlobal('sessionStorage', storage);
      const { idempotencyKey } = createIntent(PARTS).recall();
      createIntent(PARTS).remember('pay_1', 'pay_1_secret_x');
      expect(createIntent(PARTS).recall()).toMatchObject({ idempotencyKey, paymentId: 'pay_1' });
      createIntent(PARTS).forget();
      expect(createIntent(PARTS).recall().idempotencyKey).not.toBe(idempotencyKey);
      createIntent(PARTS).forget();
    });
  });
});
