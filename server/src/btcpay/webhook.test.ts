import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseWebhook, signBtcpayWebhook, verifySignature } from './webhook.ts';

const SECRET = 'example-webhook-secret';
const EVENT = {
  manuallyMarked: false,
  overPaid: false,
  deliveryId: 'delivery-2',
  webhookId: 'webhook-1',
  originalDeliveryId: 'delivery-1',
  isRedelivery: true,
  type: 'InvoiceSettled',
  timestamp: 1_795_444_227,
  storeId: 'store-1',
  invoiceId: 'TaC8fRGwaRhLcH9WLkVqp7',
  metadata: { orderId: 'LP-7F3K-9Q2M' },
};
const bytes = (text: string) => Buffer.from(text, 'utf8');
const BODY = bytes(JSON.stringify(EVENT, null, 2));
const GOOD = signBtcpayWebhook(BODY, SECRET);
const HEX = GOOD.slice('sha256='.length);

describe('signBtcpayWebhook', () => {
  it('is HMAC-SHA256 over the bytes, in lower-case hex', () => {
    expect(GOOD).toBe(`sha256=${createHmac('sha256', SECRET).update(BODY).digest('hex')}`);
  });
});

describe('verifySignature', () => {
  it('accepts the signature of any of the secrets, wherever it stands', () => {
    expect(verifySignature(BODY, GOOD, [SECRET])).toBe(true);
    expect(verifySignature(BODY, GOOD, ['another-secret', SECRET])).toBe(true);
    expect(verifySignature(BODY, GOOD, [SECRET, 'another-secret'])).toBe(true);
    expect(verifySignature(BODY, GOOD, [SECRET, SECRET])).toBe(true);
  });

  it.each([
    ['no header', undefined],
    ['a header that is null', null],
    ['an empty header', ''],
    ['an algorithm alone', 'sha256='],
    ['a short digest', GOOD.slice(0, -1)],
    ['a short digest of whole bytes', GOOD.slice(0, -2)],
    ['a long digest', `${GOOD}00`],
    ['upper-case hex', `sha256=${HEX.toUpperCase()}`],
    ['digits that are not hex', `sha256=${'g'.repeat(64)}`],
    ['a bare digest', HEX],
    ['another algorithm', `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}`],
    ['another algorithm over a good digest', `sha1=${HEX}`],
    ['the algorithm in upper case', `SHA256=${HEX}`],
    ['a doubled header', `${GOOD}, ${GOOD}`],
    ['a good signature after a bad one', `sha256=${'0'.repeat(64)}, ${GOOD}`],
    ['a blank before', ` ${GOOD}`],
    ['a line end after', `${GOOD}\n`],
    ['a wrong digest', `sha256=${'0'.repeat(64)}`],
    ['the digest of another secret', signBtcpayWebhook(BODY, 'another-secret')],
    ['the digest of an empty secret', signBtcpayWebhook(BODY, '')],
  ])('refuses %s', (_, header) => {
    expect(verifySignature(BODY, header, [SECRET])).toBe(false);
  });

  it('refuses a body of which any byte was changed', () => {
    for (let at = 0; at < BODY.length; at += 1) {
      const changed = Uint8Array.from(BODY, (byte, index) => (index === at ? byte ^ 1 : byte));
      expect(verifySignature(changed, GOOD, [SECRET])).toBe(false);
    }
  });

  it('refuses the same JSON re-serialised, cut or lengthened', () => {
    expect(verifySignature(bytes(JSON.stringify(EVENT)), GOOD, [SECRET])).toBe(false);
    expect(verifySignature(BODY.subarray(0, -1), GOOD, [SECRET])).toBe(false);
    expect(verifySignature(Buffer.concat([BODY, bytes('\n')]), GOOD, [SECRET])).toBe(false);
  });

  it('refuses everything without a secret, and never takes an empty one', () => {
    expect(verifySignature(BODY, GOOD, [])).toBe(false);
    expect(verifySignature(BODY, signBtcpayWebhook(BODY, ''), [''])).toBe(false);
    expect(verifySignature(BODY, GOOD, ['', SECRET])).toBe(true);
  });
});

describe('parseWebhook', () => {
  const parse = (change: Record<string, unknown>) =>
    parseWebhook(bytes(JSON.stringify({ ...EVENT, ...change })));

  it('gives the fields of the delivery, without the rest', () => {
    expect(parseWebhook(BODY)).toEqual({
      kind: 'event',
      deliveryId: 'delivery-2',
      originalDeliveryId: 'delivery-1',
      webhookId: 'webhook-1',
      type: 'InvoiceSettled',
      effect: 'money',
      invoiceId: 'TaC8fRGwaRhLcH9WLkVqp7',
      paymentId: null,
      storeId: 'store-1',
      isRedelivery: true,
      timestampMs: 1_795_444_227_000,
    });
  });

  it('names the payment of ours that the metadata name', () => {
    const lightningPay = { v: 1, paymentId: 'pay_1', attempt: 1, orderId: null, pricedBy: 'open' };
    expect(parse({ metadata: { orderId: 'LP-7F3K-9Q2M', lightningPay } })).toMatchObject({
      paymentId: 'pay_1',
    });
    expect(parse({ metadata: { lightningPay: 'mine' } })).toMatchObject({ paymentId: null });
  });

  it('lets a type pass that it does not know, with and without an invoice', () => {
    expect(parse({ type: 'InvoiceBlessed' })).toMatchObject({
      kind: 'event',
      effect: 'unknown',
      invoiceId: EVENT.invoiceId,
    });
    expect(parse({ type: 'PayoutCreated', invoiceId: undefined })).toMatchObject({
      kind: 'event',
      effect: 'unknown',
      invoiceId: null,
    });
  });

  it.each([
    'deliveryId',
    'originalDeliveryId',
    'webhookId',
    'isRedelivery',
    'type',
    'timestamp',
    'storeId',
    'invoiceId',
  ])('cannot read an event without %s, and says so', (field) => {
    expect(parse({ [field]: undefined })).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining(`${field}: `),
    });
  });

  it.each([
    ['isRedelivery', 'false'],
    ['timestamp', '1795444227'],
    ['timestamp', -1],
    ['timestamp', 1.5],
    ['type', 7],
    ['type', ''],
    ['invoiceId', null],
    ['invoiceId', { id: 'x' }],
    ['invoiceId', 'with\u0000NUL'],
    ['type', 'Invoice\nSettled'],
    ['deliveryId', 'x'.repeat(256)],
  ])('cannot read %s = %o, and its reason does not repeat the value', (field, value) => {
    const parsed = parse({ [field]: value });
    expect(parsed).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(`${field}: `) });
    expect(JSON.stringify(parsed)).not.toContain('1795444227');
  });

  it.each([
    ['nothing', bytes('')],
    ['cut JSON', BODY.subarray(0, -1)],
    ['bytes that are not UTF-8', Uint8Array.from([0x22, 0xff, 0x22])],
  ])('cannot read %s', (_, rawBody) => {
    expect(parseWebhook(rawBody)).toEqual({
      kind: 'unreadable',
      id: `sha256:${createHash('sha256').update(rawBody).digest('hex')}`,
      reason: 'not JSON',
    });
  });

  it.each(['null', '[]', '"InvoiceSettled"', '7'])('cannot read the body %s, and says so', (text) => {
    expect(parseWebhook(bytes(text))).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringMatching(/^body: /),
    });
  });
});
