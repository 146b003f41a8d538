import { z } from 'zod';
import { FLAGS } from '../payments/payment.ts';
import { characters, isPlainText } from '../payments/plain-text.ts';
import { refundSchema } from './refund-contract.ts';

/**
 * Text from outside: any Unicode, but no control characters and no half of a surrogate pair.
 *
 * @param most Longest length in characters (code points).
 */
export function text(most: number) {
  return z
    .string()
    .refine((value) => characters(value) <= most, `must have at most ${most} characters`)
    .refine(isPlainText, 'must not hold control characters')
    .meta({ maxLength: most });
}

const MOST_METADATA = 20;
/** Names that mean something to JavaScript itself: a shop that copies the entries must not be harmed by them. */
const FORBIDDEN_NAMES = ['__proto__', 'constructor', 'prototype'];

/** Looks at the entries as they were sent: a record drops `__proto__` without a word, and judges all of a thousand. */
const metadata = z.preprocess(
  (sent, context) => {
    if (typeof sent !== 'object' || sent === null) return sent;
    const names = Object.keys(sent);
    if (names.length > MOST_METADATA) context.addIssue(`must have at most ${MOST_METADATA} entries`);
    else if (names.some((name) => FORBIDDEN_NAMES.includes(name))) context.addIssue('holds a reserved name');
    else return sent;
    return z.NEVER;
  },
  z.record(text(64).min(1), text(200)),
);

/** An amount as it is written in a body; how many decimals fit, its currency says. */
export const amountText = z
  .string()
  .regex(/^(0|[1-9]\d{0,11})(\.\d{1,4})?$/, 'must be a decimal string, as "50" or "50.00"');

/** A currency's code as it is written in a body. */
export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3,4}$/, 'must be an ISO 4217 code in upper case, or SATS');

/** Body of `POST /v1/payments`. Exactly one of `amount`, `product` and `request` sets the price. */
export const createPaymentBody = z
  .strictObject({
    amount: amountText.optional(),
    currency: currencyCode.optional(),
    product: text(64).min(1).optional(),
    request: z.string().min(1).max(4_096).optional(),
    orderId: text(64).optional(),
    description: text(200).optional(),
    email: z.email().max(254).optional(),
    metadata: metadata.optional(),
  })
  .superRefine((body, context) => {
    const prices = ['amount', 'product', 'request'].filter((name) => body[name as 'amount'] !== undefined);
    if (prices.length !== 1) {
      context.addIssue({
        code: 'custom',
        path: prices.slice(1, 2),
        message: 'exactly one of amount, product and request',
      });
    }
    if (body.currency !== undefined && body.amount === undefined) {
      context.addIssue({ code: 'custom', path: ['currency'], message: 'goes with amount only' });
    }
    for (const name of ['orderId', 'description'] as const) {
      if (body.request === undefined || body[name] === undefined) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'is what the signed request says' });
    }
  });

/** A valid body of `POST /v1/payments`. */
export type CreatePaymentBody = z.infer<typeof createPaymentBody>;

/** Header `Idempotency-Key`. */
export const idempotencyKey = z.string().regex(/^[A-Za-z0-9_-]{22,255}$/);

const status = z.enum(['new', 'processing', 'expired', 'invalid', 'settled']);
const network = z.enum(['mainnet', 'testnet', 'signet', 'regtest']);
const time = z.iso.datetime();
const sats = z.int().min(0);

/** A payment as a page sees it. */
export const paymentSchema = z
  .object({
    id: z.string(),
    reference: z.string().regex(/^LP-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
    clientSecret: z.string().optional(),
    status,
    flags: z.array(z.enum(FLAGS)),
    version: z.int().min(1),
    pricedBy: z.enum(['open', 'product', 'request']),
    amount: z.string(),
    currency: z.string(),
    paidSats: sats,
    invoice: z
      .object({
        bolt11: z.string(),
        paymentLink: z.string(),
        amountSats: sats,
        rate: z.string(),
        expiresAt: time,
        expiresInSeconds: z.int().min(0),
      })
      .nullable(),
    orderId: z.string().nullable(),
    description: z.string().nullable(),
    network,
    test: z.boolean(),
    createdAt: time,
    settledAt: time.nullable(),
    receipt: z.string().nullable(),
    receiptUrl: z.string().nullable(),
  })
  .meta({ id: 'Payment' });

/** A payment as a page sees it. */
export type WirePayment = z.infer<typeof paymentSchema>;

/** A payment as the merchant sees it. */
export const merchantPaymentSchema = paymentSchema
  .omit({ clientSecret: true })
  .extend({
    metadata: z.record(z.string(), z.string()),
    email: z.string().nullable(),
    paymentHash: z.string().nullable(),
    invoices: z.array(
      z.object({
        id: z.string(),
        attempt: z.int(),
        status,
        bolt11: z.string(),
        paymentHash: z.string(),
        amountSats: sats,
        paidSats: sats,
        rate: z.string(),
        expiresAt: time,
        createdAt: time,
      }),
    ),
  })
  .meta({ id: 'MerchantPayment' });

/** A payment as the merchant sees it. */
export type MerchantPayment = z.infer<typeof merchantPaymentSchema>;

/** One row of the ledger, as the merchant sees it. */
export const merchantEventSchema = z.object({
  type: z.string(),
  at: time,
  version: z.int(),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What the merchant or a customer must hear, and how far it got. */
export const merchantDeliverySchema = z
  .object({
    /** `evt_` of a webhook, which knows its event by it; `msg_` of a mail. */
    id: z.string(),
    paymentId: z.string(),
    channel: z.enum(['webhook', 'notice', 'receipt']),
    type: z.string(),
    at: time,
    state: z.enum(['pending', 'delivered', 'dead']),
    nextAttemptAt: time.nullable(),
    attempts: z.array(
      z.object({
        at: time,
        durationMs: z.int().min(0),
        /** HTTP status or SMTP code; null where no answer came. */
        status: z.int().nullable(),
        /** Why it failed; null where it was delivered. */
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'MerchantDelivery' });

/** What the merchant or a customer must hear, as the merchant sees it. */
export type MerchantDelivery = z.infer<typeof merchantDeliverySchema>;

/** Answer of `GET /v1/merchant/payments/:id`. */
export const merchantHistorySchema = merchantPaymentSchema
  .extend({
    events: z.array(merchantEventSchema),
    deliveries: z.array(merchantDeliverySchema),
    refunds: z.array(refundSchema),
  })
  .meta({ id: 'MerchantPaymentHistory' });

/** Answer of `GET /v1/merchant/payments`. */
export const merchantPageSchema = z
  .object({ items: z.array(merchantPaymentSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'MerchantPaymentPage' });

/** Query of `GET /v1/merchant/payments`. */
export const merchantQuery = z.strictObject({
  status: status.optional(),
  orderId: text(64).optional(),
  reference: text(20).optional(),
  from: time.optional(),
  to: time.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: text(64).optional(),
});

/** Answer of `GET /v1/config`. */
export const configSchema = z
  .object({
    currencies: z.array(z.object({ code: z.string(), min: z.string(), max: z.string() })),
    openAmounts: z.boolean(),
    network,
    test: z.boolean(),
    mail: z.boolean(),
    supportUrl: z.string().nullable(),
  })
  .meta({ id: 'Config' });

/** Any error, RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })),
  })
  .meta({ id: 'Problem' });

/** Answer of `/healthz` and `/readyz`. */
export const healthSchema = z.object({ status: z.enum(['pass', 'warn', 'fail']) }).meta({ id: 'Health' });
