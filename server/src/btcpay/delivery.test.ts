import { describe, expect, it } from 'vitest';
import { recordedWebhooks } from '../../test/btcpay/recorded.ts';
import { toDelivery } from './delivery.ts';

const STORE = '6ACQCvi4iHVyieFfmsA2wX1MHJPjBhmxAVGA2fLVZ228';
const NOW_MS = 1_795_444_228_000;
const bytes = (text: string) => Buffer.from(text, 'utf8');

function recorded(name: string): Buffer {
  const webhook = recordedWebhooks.find((candidate) => candidate.name === `webhooks/${name}`);
  if (webhook === undefined) throw new Error(`no recorded webhook ${name}`);
  return Buffer.from(webhook.rawBodyBase64, 'base64');
}

const CREATED = recorded('events-paid-exactly/1-InvoiceCreated');
const PAID = recorded('events-paid-exactly/2-InvoicePaymentSettled');
const change = (fields: Record<string, unknown>) =>
  bytes(JSON.stringify({ ...JSON.parse(PAID.toString('utf8')), ...fields }));

describe('toDelivery', () => {
  it('keeps a hint at money with its exact text, to be applied', () => {
    expect(toDelivery(PAID, STORE, NOW_MS)).toEqual({
      id: 'L4WTr2oK4SpGQbNHhWbynC:NFsHjY7Q4zVcdZt8fBf81M',
      webhookId: 'L4WTr2oK4SpGQbNHhWbynC',
      type: 'InvoicePaymentSettled',
      invoiceId: 'TaC8fRGwaRhLcH9WLkVqp7',
      paymentId: null,
      body: PAID.toString('utf8'),
      receivedAtMs: NOW_MS,
      parkedBecause: null,
      mayChangePayment: true,
    });
  });

  it('gives a redelivery the id of its original', () => {
    const [original, again] = ['1-original', '2-manual-redelivery'].map((name) =>
      toDelivery(recorded(`redelivery/${name}`), STORE, NOW_MS),
    );
    expect(again?.id).toBe(original?.id);
    expect(again?.body).not.toBe(original?.body);
  });

  it('knows that a creation changes nothing', () => {
    expect(toDelivery(CREATED, STORE, NOW_MS)).toMatchObject({
      type: 'InvoiceCreated',
      parkedBecause: null,
      mayChangePayment: false,
    });
  });

  it.each([
    ['of another store', change({ storeId: 'other' }), 'other_store'],
    ['of an unknown type', change({ type: 'InvoiceBlessed' }), 'unknown_type'],
    [
      'without an invoice, of an unknown type',
      change({ type: 'PayoutCreated', invoiceId: null }),
      'unknown_type',
    ],
    ['without an invoice', change({ invoiceId: undefined }), 'unreadable: invoiceId: must be there'],
    ['that is not JSON', bytes('{'), 'unreadable: not JSON'],
  ])('parks a webhook %s, with the reason', (_, rawBody, reason) => {
    const delivery = toDelivery(rawBody, STORE, NOW_MS);
    expect(delivery.parkedBecause).toContain(reason);
  });

  it('gives the same unreadable bytes the same id, and can store them as text', () => {
    const delivery = toDelivery(bytes('no\0json'), STORE, NOW_MS);
    expect(delivery).toEqual({
      id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      webhookId: '',
      type: '',
      invoiceId: null,
      paymentId: null,
      body: 'no\uFFFDjson',
      receivedAtMs: NOW_MS,
      parkedBecause: 'unreadable: not JSON',
      mayChangePayment: false,
    });
    expect(toDelivery(bytes('no\0json'), STORE, NOW_MS + 1).id).toBe(delivery.id);
    expect(toDelivery(bytes('no json'), STORE, NOW_MS).id).not.toBe(delivery.id);
  });
});
