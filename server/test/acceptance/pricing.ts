import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { WirePayment } from '../../src/http/contract.ts';
import { parseMoney } from '../../src/payments/money.ts';
import { dummySecret } from '../required-env.ts';
import { MERCHANT_KEY, newKey, type Rig } from './rig.ts';

/** Signs requests now. */
export const SIGNING_SECRET = dummySecret(16, 's');
/** Signed them before, and still verifies. */
export const OLD_SIGNING_SECRET = dummySecret(16, 'o');

const limits = (currency: string, min: string, max: string) => ({
  currency,
  min: parseMoney(min, currency),
  max: parseMoney(max, currency),
});

/** Settings of a server with three currencies, products and signed requests. */
export const PRICING = {
  currencies: [limits('USD', '20', '100'), limits('EUR', '60', '90'), limits('SATS', '1000', '200000')],
  merchantApiKeys: [MERCHANT_KEY],
  requestSigningSecrets: [SIGNING_SECRET, OLD_SIGNING_SECRET],
};

/** Body of a product. */
export const MUG = { title: 'A mug', amount: '25', currency: 'USD' };

/** So many seconds from now, as JWT counts. */
export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A request for 42 dollars as a merchant's backend signs it, with any library. */
export function signed(
  change: object = {},
  secret = SIGNING_SECRET,
  header: object = { alg: 'HS256' },
  hash = 'sha256',
): string {
  const claims = {
    aud: 'https://pay.example.com',
    exp: inSeconds(600),
    jti: newKey(),
    amount: '42.00',
    currency: 'USD',
    orderId: 'A-42',
    ...change,
  };
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

/** The same signature over other claims. */
export function edited(token: string, change: object): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return `${header}.${encoded({ ...claims, ...change })}.${signature}`;
}

/** Status and code of an answer, as `422 request_invalid`. */
export async function outcome(answer: Response): Promise<string> {
  return `${answer.status} ${((await answer.json()) as { code?: string }).code ?? 'created'}`;
}

/** The payment of a create answer. */
export async function paymentOf(answer: Response): Promise<WirePayment & { clientSecret: string }> {
  expect(answer.status).toBe(201);
  return (await answer.json()) as WirePayment & { clientSecret: string };
}

/** Payments in the ledger and invoices at BTCPay. */
export async function made(rig: Rig): Promise<readonly number[]> {
  return [(await rig.ledger.listPayments({ limit: 100 })).length, (await rig.btcpayInvoices()).length];
}

/** Calls `/v1/merchant/<path>`. */
export function merchant(
  { url }: Rig,
  method: string,
  path: string,
  body?: unknown,
  key = MERCHANT_KEY,
): Promise<Response> {
  return fetch(`${url}/v1/merchant/${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
