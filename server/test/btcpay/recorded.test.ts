import { decode } from 'bolt11';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { parseAnswer } from '../../src/btcpay/answer.ts';
import { toReading } from '../../src/btcpay/reading.ts';
import {
  apiKeySchema,
  createdSchema,
  invoiceSchema,
  invoicesSchema,
  paymentMethodsSchema,
} from '../../src/btcpay/schema.ts';
import { parseWebhook, signBtcpayWebhook, verifySignature } from '../../src/btcpay/webhook.ts';
import { type InvoiceReading, judge } from '../../src/payments/invoice.ts';
import { type RecordedExchange, recordedExchange, recordedExchanges, recordedWebhooks } from './recorded.ts';

const SECRET = 'example-webhook-secret';

const good = recordedExchanges.filter(({ response }) => response.status === 200);
const refused = recordedExchanges.filter(({ response }) => response.status !== 200);
const isGet = ({ request }: RecordedExchange) => request.method === 'GET';
const of = (end: RegExp) => good.filter((exchange) => isGet(exchange) && end.test(exchange.request.path));

const creations = good.filter(({ request }) => request.method === 'POST');
const readings = of(/\/invoices\/\w+(\?.*)?$/);
const lists = of(/\/invoices\?/);
const methodLists = of(/\/payment-methods(\?.*)?$/);
const keys = of(/\/api-keys\/current$/);

function body<Schema extends z.ZodType>(exchange: RecordedExchange, schema: Schema): z.output<Schema> {
  return schema.parse(exchange.response.body);
}

/** The reading of an invoice and its payment methods, recorded one after the other. */
function reading(invoice: string, methods?: string): InvoiceReading {
  const parsed = body(recordedExchange(invoice), invoiceSchema);
  return toReading(
    parsed,
    methods === undefined ? parsed.paymentMethods : body(recordedExchange(methods), paymentMethodsSchema),
  );
}

describe('recorded answers of BTCPay', () => {
  it('are all told apart: every good one is of a kind that the gateway reads', () => {
    const known = [...creations, ...readings, ...lists, ...methodLists, ...keys];
    expect(new Set(known)).toEqual(new Set(good));
    expect([creations, readings, lists, methodLists, keys].map(({ length }) => length > 1)).not.toContain(
      false,
    );
  });

  it.each(creations)('$name passes the schema of a creation', (exchange) => {
    const answer = exchange.response.body;
    expect(createdSchema.parse(answer)).toEqual({ id: invoiceSchema.parse(answer).id });
  });

  it.each(readings)('$name passes the schema of an invoice', (exchange) => {
    expect(exchange.request.path).toContain(body(exchange, invoiceSchema).id);
  });

  it.each(lists)('$name passes the schema of a list, and each invoice becomes a reading', (exchange) => {
    const invoices = body(exchange, invoicesSchema);
    expect(invoices).toHaveLength((exchange.response.body as unknown[]).length);
    for (const invoice of invoices) {
      expect(toReading(invoice, invoice.paymentMethods).invoiceId).toBe(invoice.id);
    }
  });

  it.each(methodLists)(
    '$name passes the schema, and its BOLT11 is read as an independent decoder reads it',
    (exchange) => {
      const methods = body(exchange, paymentMethodsSchema);
      const invoice = body(recordedExchange('invoices/get'), invoiceSchema);
      const { lightning } = toReading(invoice, methods);
      const method = methods.find(({ paymentMethodId }) => paymentMethodId === 'BTC-LN');
      if (!method?.destination) {
        expect(lightning).toBeNull();
        return;
      }
      const decoded = decode(method.destination);
      expect(lightning?.request).toEqual({
        bolt11: method.destination,
        network: 'regtest',
        amountMsat: decoded.millisatoshis ? BigInt(decoded.millisatoshis) : null,
        paymentHash: decoded.tagsObject.payment_hash,
        expiresAtMs: (decoded.timeExpireDate ?? Number.NaN) * 1_000,
      });
    },
  );

  it.each(keys)('$name passes the schema of a key, which drops the key itself', (exchange) => {
    expect(Object.keys(body(exchange, apiKeySchema))).toEqual(['permissions']);
  });

  it('lose the preimage on their way in', () => {
    const exchange = recordedExchange('invoices/payment-methods-paid');
    expect(JSON.stringify(exchange.response.body)).toMatch(/"preimage":"[0-9a-f]{64}"/);
    expect(JSON.stringify(body(exchange, paymentMethodsSchema))).not.toContain('preimage');
  });

  it.each(refused)(
    '$name is a refusal by code whose message holds no word of BTCPay',
    ({ request, response }) => {
      const subject = /\/invoices\/\w/.test(request.path) ? 'invoice' : 'store';
      const code = {
        400: 'gateway_unavailable',
        401: 'gateway_forbidden',
        403: subject === 'invoice' ? 'invoice_unknown' : 'gateway_forbidden',
        404: 'gateway_unavailable',
        415: 'gateway_bad_answer',
        422: 'gateway_bad_answer',
        500: 'gateway_unavailable',
      }[response.status];
      const outcome = { kind: 'answer', status: response.status, json: response.body } as const;
      expect(() => parseAnswer(outcome, createdSchema, subject)).toThrow(
        expect.objectContaining({ name: 'PaymentError', code, message: code, detail: undefined }),
      );
    },
  );
});

describe('judge, of recorded readings', () => {
  const unpaid = { paidMsat: 0n, late: false, manual: false, reversed: false };
  const paid = { ...unpaid, status: 'settled', paidMsat: 1_500_000n };

  it.each([
    ['get-include-payment-methods', undefined, { ...unpaid, status: 'new' }],
    ['get', 'payment-methods-pending-sats', { ...unpaid, status: 'new' }],
    ['get-settled-include-payment-methods', undefined, paid],
    ['get-settled', 'payment-methods-paid', paid],
    ['get-underpaid', 'payment-methods-underpaid', { ...unpaid, status: 'new', paidMsat: 500_000n }],
    // Read a moment before the rest came, its payments a moment after: decided from the money.
    ['get-underpaid', 'payment-methods-underpaid-then-rest', paid],
    ['get-overpaid', 'payment-methods-overpaid', { ...paid, paidMsat: 3_000_000n }],
    ['get-overpaid-by-1-sat', 'payment-methods-overpaid-by-1-sat', { ...paid, paidMsat: 1_501_000n }],
    ['get-overpaid-by-1-msat', 'payment-methods-overpaid-by-1-msat', { ...paid, paidMsat: 1_500_001n }],
    ['get-expired', 'payment-methods-expired', { ...unpaid, status: 'expired' }],
    [
      'get-expired-partially-paid',
      'payment-methods-expired-partially-paid',
      { ...unpaid, status: 'expired', paidMsat: 700_000n },
    ],
    ['get-paid-late', 'payment-methods-paid-late', { ...paid, late: true }],
    // BTCPay was down, or killed, while the money came in time: Expired + PaidLate there, punctual here.
    ['get-restart-R-3', 'payment-methods-restart-R-3', paid],
    ['get-restart-killed-40ms-after-payment', 'payment-methods-restart-killed-40ms-after-payment', paid],
    // Its node was unreachable: only the node's own invoice knows of the money.
    [
      'get-node-outage-over-expiry',
      'payment-methods-node-outage-over-expiry',
      { ...unpaid, status: 'expired' },
    ],
  ] as const)('%s with %s', (invoice, methods, verdict) => {
    const read = reading(`invoices/${invoice}`, methods && `invoices/${methods}`);
    expect(read.lightning?.amountMsat).toBe(1_500_000n);
    expect(judge(read, 1_500_000n)).toEqual(verdict);
  });

  it('sees a mark by hand, settled and invalid', () => {
    // Recorded without their payment methods: the words alone.
    expect(judge(reading('invoices/get-paid-after-marked-settled'), 1_500_000n)).toEqual({
      ...unpaid,
      status: 'settled',
      manual: true,
    });
    expect(judge(reading('invoices/get-paid-after-marked-invalid'), 1_500_000n)).toEqual({
      ...unpaid,
      status: 'invalid',
      reversed: true,
    });
  });

  it('counts a payment by LNURL too, although that is no Lightning destination of ours', () => {
    const read = reading('lnurl/get-paid', 'lnurl/payment-methods-paid');
    expect(read.lightning).toBeNull();
    expect(judge(read, 1_500_000n)).toEqual(paid);
  });
});

describe('recorded webhooks of BTCPay', () => {
  const signed = recordedWebhooks.filter(({ signatureVerifies }) => signatureVerifies);
  const bytes = ({ rawBodyBase64 }: { rawBodyBase64: string }) => Buffer.from(rawBodyBase64, 'base64');
  const fields =
    'deliveryId originalDeliveryId webhookId type invoiceId storeId isRedelivery timestamp'.split(' ');
  const pickEvent = (rawBody: Buffer): Record<string, unknown> => {
    const sent: Record<string, unknown> = JSON.parse(rawBody.toString('utf8'));
    return Object.fromEntries(fields.map((field) => [field, sent[field]]));
  };

  it('are signed with the example secret, all but the GET after a redirect', () => {
    expect(new Set(recordedWebhooks.map(({ secret }) => secret))).toEqual(new Set([SECRET]));
    const unsigned = recordedWebhooks.filter((webhook) => !signed.includes(webhook));
    expect(unsigned.map(({ name }) => name)).toEqual(['webhooks/redirect/302-at-the-target']);
    for (const webhook of unsigned) {
      expect(verifySignature(bytes(webhook), webhook.headers['BTCPay-Sig'], [SECRET])).toBe(false);
    }
  });

  it.each(signed)('$name has a good signature, is refused with another secret, and is read', (webhook) => {
    const header = webhook.headers['BTCPay-Sig'];
    expect(verifySignature(bytes(webhook), header, [SECRET])).toBe(true);
    expect(verifySignature(bytes(webhook), header, ['another-example-secret'])).toBe(false);
    expect(signBtcpayWebhook(bytes(webhook), SECRET)).toBe(header);
    const { timestamp, ...sent } = pickEvent(bytes(webhook));
    expect(parseWebhook(bytes(webhook))).toEqual({
      kind: 'event',
      ...sent,
      paymentId: null,
      effect: expect.stringMatching(/^(none|money|status)$/),
      timestampMs: Number(timestamp) * 1_000,
    });
  });

  it('keep their original delivery id through every redelivery', () => {
    const tries = signed.filter(({ name }) => name.startsWith('webhooks/automatic-retry/'));
    const events = tries.map((webhook) => parseWebhook(bytes(webhook)));
    const ids = (field: 'deliveryId' | 'originalDeliveryId') =>
      new Set(events.map((event) => event.kind === 'event' && event[field]));
    expect(tries.length).toBe(9);
    expect(ids('originalDeliveryId').size).toBe(1);
    expect(ids('deliveryId').size).toBe(9);
  });
});
