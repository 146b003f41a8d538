import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { askEveryRoute, type Exchange } from './every-route.ts';
import { startWatchedRig, type WatchedRig } from './watched-rig.ts';

const PAYMENT = [
  ...[
    'id',
    'reference',
    'status',
    'flags',
    'version',
    'pricedBy',
    'amount',
    'currency',
    'paidSats',
    'invoice',
  ],
  ...['orderId', 'description', 'network', 'test', 'createdAt', 'settledAt', 'receipt', 'receiptUrl'],
];
const INVOICE = ['amountSats', 'bolt11', 'expiresAt', 'expiresInSeconds', 'paymentLink', 'rate'];
const RECEIPT = [
  ...['amount', 'aud', 'currency', 'iat', 'iss', 'orderId', 'paidSats', 'paymentHash', 'pricedBy'],
  ...['reference', 'settledAt', 'sub'],
];
const RECEIPT_KEY = ['alg', 'crv', 'kid', 'kty', 'use', 'x'];
const CONFIG = ['currencies', 'mail', 'network', 'openAmounts', 'supportUrl', 'test'];
const PROBLEM = ['code', 'detail', 'errors', 'requestId', 'status', 'title', 'type'];

describe('answers to the public', () => {
  let watched: WatchedRig;
  const { privateKey } = generateKeyPairSync('ed25519');
  beforeAll(async () => {
    watched = await startWatchedRig({ webhooks: true, settings: { receiptSigningKeys: [privateKey] } });
  });
  afterAll(() => watched.rig.stop());

  const named = (value: object) => Object.keys(value).sort();
  const body = ({ text }: Exchange) =>
    JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as Record<string, object | null>;

  it('A16 hold listed fields only: no metadata, e-mail, address, store id, provider key or id, preimage', async () => {
    const { rig } = watched;
    const payment = await rig.createPayment({
      amount: '50',
      orderId: 'A-1',
      email: 'canary@example.com',
      metadata: { canaryname: 'canaryvalue' },
    });
    const address = { 'X-Forwarded-For': '203.0.113.7' };
    const before = await askEveryRoute(rig, payment, address);
    const { preimage } = rig.simulator.pay({ invoiceId: payment.invoiceId });
    await vi.waitFor(async () => expect((await rig.payment(payment)).status).toBe('settled'), {
      timeout: 10_000,
    });
    const after = await askEveryRoute(rig, payment, address);
    expect((await rig.merchantPayment(payment.id)).metadata, 'the control').toEqual({
      canaryname: 'canaryvalue',
    });

    const secrets = ['canary', '203.0.113.7', '127.0.0.1', 'store1', 'k'.repeat(20), 'a'.repeat(20)];
    const hidden = [...secrets, 'r'.repeat(20), 'webhook-secret', preimage, payment.invoiceId];
    hidden.push(privateKey.export({ format: 'jwk' }).d ?? '');
    const toPublic = [...before, ...after].filter(({ request }) => !request.includes('/v1/merchant'));
    for (const { request, text, headers } of toPublic) {
      const whole = `${text}\n${[...headers].join('\n')}`;
      for (const secret of hidden) expect(whole.includes(secret), `${request}: ${secret}`).toBe(false);
    }

    const good = toPublic.filter(({ status, text }) => status < 300 && text !== '');
    const about = (path: RegExp) => good.filter(({ request }) => path.test(request));
    const payments = about(/ \/v1\/payments/);
    expect(payments.map(({ request }) => request.split(' ')[0])).toContain('POST');
    expect(
      payments.some(({ text }) => text.startsWith('retry:')),
      'a stream among them',
    ).toBe(true);
    for (const exchange of payments) {
      const shown = body(exchange);
      const created = exchange.status === 201 ? ['clientSecret'] : [];
      expect(named(shown), exchange.request).toEqual([...PAYMENT, ...created].sort());
      const invoice = shown['invoice'];
      if (invoice) expect(named(invoice), exchange.request).toEqual(INVOICE);
    }
    expect(
      payments.some((exchange) => body(exchange)['invoice']),
      'an invoice among them',
    ).toBe(true);
    const receipts = payments.flatMap(
      (exchange) => (body(exchange) as { receipt?: string })['receipt'] ?? [],
    );
    expect(receipts.length, 'a receipt among them').toBeGreaterThan(1);
    for (const receipt of receipts) {
      expect(named(decodeJwt(receipt))).toEqual(RECEIPT);
      expect(named(decodeProtectedHeader(receipt))).toEqual(['alg', 'kid', 'typ']);
    }
    const keys = about(/jwks/).flatMap((exchange) => body(exchange)['keys'] ?? []);
    expect(keys.length, 'a key among them').toBeGreaterThan(0);
    for (const key of keys) expect(named(key)).toEqual(RECEIPT_KEY);
    for (const exchange of about(/ \/v1\/config/)) expect(named(body(exchange))).toEqual(CONFIG);
    for (const exchange of about(/ \/(healthz|readyz)/)) expect(named(body(exchange))).toEqual(['status']);
    const errors = toPublic.filter(({ status, text }) => status >= 400 && /^[^<]/.test(text));
    for (const exchange of errors) expect(named(body(exchange)), exchange.request).toEqual(PROBLEM);
  }, 120_000);
});
