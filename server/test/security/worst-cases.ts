import { newKey, READ_KEY, type Rig } from '../acceptance/rig.ts';

/** What to send for an input of a length: built to make a careless pattern go back and forth. */
export type WorstCase = readonly [name: string, send: (rig: Rig, length: number) => Promise<Response>];

const repeated = (part: string, length: number) =>
  part.repeat(Math.ceil(length / part.length)).slice(0, length);

const field = (name: string, make: (length: number) => unknown): WorstCase => [
  name,
  (rig, length) =>
    rig.create({ ...(name === 'amount' ? {} : { amount: '50' }), [name.split(' ')[0] ?? '']: make(length) }),
];

const header = (
  name: string,
  make: (length: number) => string,
  method = 'POST',
  path = '/v1/payments',
): WorstCase => [
  `${name} of ${path}`,
  (rig, length) =>
    fetch(rig.url + path, {
      method,
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey(), [name]: make(length) },
      ...(method === 'GET' ? {} : { body: '{"amount":"1"}' }),
    }),
];

const query = (name: string, make: (length: number) => string): WorstCase => [
  `query ${name}`,
  (rig, length) =>
    fetch(`${rig.url}/v1/merchant/payments?${make(length)}`, {
      headers: { Authorization: `Bearer ${READ_KEY}` },
    }),
];

const ID = 'pay_AAAAAAAAAAAAAAAAAAAAAA';

/** Every field of the body. */
export const BODY_CASES: readonly WorstCase[] = [
  field('amount', (length) => `${repeated('9', length)}x`),
  field('amount decimals', (length) => `0.${repeated('1', length)}x`),
  field('currency', (length) => `${repeated('A', length)}!`),
  field('product', (length) => repeated('e\u0301', length / 2)),
  field('request', (length) => repeated('a.', length)),
  field('request letters', (length) => `${repeated('a', length)}!`),
  field('orderId', (length) => repeated('\u{1f9fe}', length / 4)),
  field('description', (length) => `${repeated(' ', length)}\u0001`),
  field('email local', (length) => `${repeated('a.', length)}@`),
  field('email domain', (length) => `a@${repeated('a-', length)}`),
  field('email labels', (length) => `a@${repeated('a.', length)}!`),
  field('metadata', (length) => ({ a: repeated('a', length) })),
  field('metadata name', (length) => ({ [repeated('a', length)]: 'a' })),
  field('nothing', (length) => repeated('a', length)),
];

/** Every header, path and query parameter that something is read from. */
export const HEADER_CASES: readonly WorstCase[] = [
  header('Idempotency-Key', (length) => `${repeated('A', length)}!`),
  header('Content-Type', (length) => `application/json${repeated(' ;', length)}x`),
  header('Content-Encoding', (length) => repeated('gzip,', length)),
  header('Origin', (length) => `https://${repeated('a.', length)}`),
  header('X-Forwarded-For', (length) => repeated('1.1.1.1, ', length).trim()),
  header('Authorization', (length) => `Bearer ${repeated('a', length)}!`, 'GET', `/v1/payments/${ID}`),
  header('authorization', (length) => `Bearer ${repeated(' a', length)}`, 'GET', `/v1/payments/${ID}/events`),
  header('Authorization', (length) => `Bearer ${repeated('a', length)}`, 'GET', '/v1/merchant/payments'),
  header('BTCPay-Sig', (length) => `sha256=${repeated('0', length)}`, 'POST', '/webhooks/btcpay'),
  header('Accept-Encoding', (length) => `${repeated('gzi ', length)}x`, 'GET', '/lightning-pay.js'),
  header('If-None-Match', (length) => `"${repeated('a', length)}`, 'GET', '/lightning-pay.js'),
  ['path', (rig, length) => fetch(`${rig.url}/v1/payments/${repeated('%41', length)}`)],
  query('from', (length) => `from=2026-01-01T00:00:00.${repeated('0', length)}x`),
  query('limit', (length) => `limit=${repeated('1', length)}`),
  query('reference', (length) => `reference=LP-${repeated('A', length)}`),
  query('cursor', (length) => `cursor=${repeated('a', length)}`),
  query('repeated', (length) => repeated('to=1&', length)),
  query('unknown', (length) =>
    Array.from({ length: length / 6 }, (_, n) => `${(n + 4096).toString(16)}=1`).join('&'),
  ),
];
