import { describe, expect, it } from 'vitest';
import { createPaymentBody, idempotencyKey, merchantQuery, paymentSchema } from './contract.ts';

const takes = (body: unknown) => createPaymentBody.safeParse(body).success;
const pathsOf = (body: unknown) =>
  createPaymentBody.safeParse(body).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('createPaymentBody', () => {
  it.each([
    { amount: '50' },
    { amount: '50.00', currency: 'USD' },
    { amount: '0.0001', currency: 'CLF' },
    { amount: '999999999999', currency: 'SATS' },
    { product: 'cup' },
    { request: 'a.b.c' },
    { amount: '50', orderId: '', description: '注文 🧾', email: 'a@example.com', metadata: {} },
  ])('takes %j', (body) => {
    expect(takes(body)).toBe(true);
  });

  it.each([
    ...[
      '-5',
      '50.',
      '.5',
      '050',
      '1e2',
      '0x32',
      '50abc',
      ' 50',
      '50 ',
      '50\n',
      '٥٠',
      '５０',
      'NaN',
      'Infinity',
      '',
    ],
    ...['50.00000', '1000000000000', '1,000', '+50', 50, ['50'], { value: '50' }, null, true],
  ])('refuses the amount %j', (amount) => {
    expect(pathsOf({ amount })).toContain('amount');
  });

  it.each(['usd', 'US', 'USDTX', 'U$D', '', 'USD\n', 840, null])('refuses the currency %j', (currency) => {
    expect(pathsOf({ amount: '50', currency })).toContain('currency');
  });

  it.each([
    ['none', {}],
    ['amount and product', { amount: '50', product: 'cup' }],
    ['amount and request', { amount: '50', request: 'a.b.c' }],
    ['product and request', { product: 'cup', request: 'a.b.c' }],
    ['all three', { amount: '50', product: 'cup', request: 'a.b.c' }],
    ['a currency without an amount', { product: 'cup', currency: 'USD' }],
    ['an order id beside a request', { request: 'a.b.c', orderId: 'A-1' }],
    ['a description beside a request', { request: 'a.b.c', description: '' }],
    ['no body', null],
    ['a list', [{ amount: '50' }]],
    ['a string', 'amount=50'],
  ])('refuses %s', (_, body) => {
    expect(takes(body)).toBe(false);
  });

  it('refuses every field that it does not know, also one of the prototype', () => {
    for (const name of ['status', 'Amount', 'constructor', 'toString']) {
      expect(takes({ amount: '50', [name]: 'x' }), name).toBe(false);
    }
    expect(takes(JSON.parse('{"amount":"50","__proto__":{"amount":"1"}}'))).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it.each([
    ['orderId', 64],
    ['description', 200],
  ])('takes %s up to %i characters, whatever they cost in bytes', (name, most) => {
    for (const letter of ['a', 'é', '🧾']) {
      expect(takes({ amount: '50', [name]: letter.repeat(most) }), letter).toBe(true);
      expect(takes({ amount: '50', [name]: letter.repeat(most + 1) }), letter).toBe(false);
    }
  });

  it('refuses control characters and halves of characters, in every text', () => {
    for (const text of ['a\nb', 'a\u0000', '\u001b[31m', '\u0085', '\u007f', '\ud83e', 'x\udd4a']) {
      const bodies = [
        { orderId: text },
        { description: text },
        { metadata: { a: text } },
        { metadata: { [text]: 'a' } },
      ];
      for (const body of bodies) expect(takes({ amount: '50', ...body }), JSON.stringify(body)).toBe(false);
      expect(takes({ product: text }), JSON.stringify(text)).toBe(false);
    }
  });

  it('takes metadata of twenty short strings, and no more', () => {
    const many = (count: number, value: unknown = 'v'.repeat(200)) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, value]));
    const metadata = (value: unknown) => takes({ amount: '50', metadata: value });
    expect(metadata(many(20))).toBe(true);
    expect(metadata(many(21))).toBe(false);
    for (const value of ['v'.repeat(201), 1, null, {}, ['v']]) expect(metadata(many(1, value))).toBe(false);
    for (const value of [[], 'text', 5, null, { '': 'empty key' }]) expect(metadata(value)).toBe(false);
  });

  it('refuses names in metadata that mean something to JavaScript', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const body: unknown = JSON.parse(`{"amount":"50","metadata":{"size":"L","${name}":"x"}}`);
      expect(pathsOf(body), name).toEqual(['metadata']);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('says once that there are too many entries', () => {
    const metadata = Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`k${n}`, n]));
    expect(pathsOf({ amount: '50', metadata })).toEqual(['metadata']);
  });

  it.each([
    '',
    'a',
    'a@',
    '@example.com',
    'a b@example.com',
    'a@example.com\n',
    `${'a'.repeat(250)}@example.com`,
  ])('refuses the e-mail %j', (email) => {
    expect(pathsOf({ amount: '50', email })).toContain('email');
  });
});

describe('idempotencyKey', () => {
  it.each([
    ['A'.repeat(22), true],
    ['A'.repeat(255), true],
    ['0123456789abcdef_-ABCDEF', true],
    ['A'.repeat(21), false],
    ['A'.repeat(256), false],
    [`${'A'.repeat(22)}=`, false],
    [`${'A'.repeat(22)}\n`, false],
    [undefined, false],
  ])('judges %j', (key, good) => {
    expect(idempotencyKey.safeParse(key).success).toBe(good);
  });
});

describe('merchantQuery', () => {
  it('gives twenty when nothing is asked, and 1 to 100 when it is', () => {
    expect(merchantQuery.parse({})).toEqual({ limit: 20 });
    for (const limit of ['1', '100'])
      expect(merchantQuery.parse({ limit })).toEqual({ limit: Number(limit) });
    for (const limit of ['0', '101', '-1', '1.5', 'many', 'NaN', '']) {
      expect(merchantQuery.safeParse({ limit }).success, limit).toBe(false);
    }
  });

  it('takes times with their zone, known statuses and known names only', () => {
    expect(merchantQuery.safeParse({ from: '2026-11-23T09:00:00Z', status: 'settled' }).success).toBe(true);
    for (const query of [
      { from: 'yesterday' },
      { from: '2026-11-23T09:00:00' },
      { status: 'paid' },
      { page: '2' },
    ]) {
      expect(merchantQuery.safeParse(query).success, JSON.stringify(query)).toBe(false);
    }
  });
});

describe('paymentSchema', () => {
  it('names references in Crockford’s letters only', () => {
    const reference = paymentSchema.shape.reference;
    expect(reference.safeParse('LP-7F3K-9Q2M').success).toBe(true);
    for (const wrong of ['LP-7F3K-9Q2I', 'LP-7f3k-9q2m', 'LP-7F3K9Q2M', 'LP-7F3K-9Q2MX']) {
      expect(reference.safeParse(wrong).success, wrong).toBe(false);
    }
  });
});
