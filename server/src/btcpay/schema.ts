import * as z from 'zod';

/*
 * What this server uses of BTCPay's answers. Fields that are not named here are dropped, so the preimage in
 * `additionalData` and the key in `api-keys/current` never get past this file; what is named must have its shape.
 * Made for BTCPay 2.x and checked against recordings of 2.4.1.
 */

const decimal = z.string().regex(/^-?\d{1,30}(?:\.\d{1,30})?$/, 'must be a decimal string');
const unixSeconds = z.int().nonnegative();
/** BTCPay's ids are base 58, its test deliveries add `_` and `-`. A NUL, say, could not be stored as PostgreSQL's text. */
const id = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be up to 255 characters of printable ASCII');

/**
 * One way to pay an invoice. Decimals are in the method's `currency`: whole bitcoins on `BTC-LN`, with up to 11 decimals.
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (InvoicePaymentMethodDataModel)
 */
export const paymentMethodSchema = z.object({
  paymentMethodId: z.string(),
  currency: z.string(),
  activated: z.boolean(),
  /** On `BTC-LN` the BOLT11; it is replaced after a part payment and stays after the expiry. */
  destination: z.string().nullable(),
  rate: decimal,
  amount: decimal,
  due: decimal,
  payments: z.array(
    z.object({ id: z.string(), receivedDate: unixSeconds, value: decimal, status: z.string() }),
  ),
});
export type BtcpayPaymentMethod = z.output<typeof paymentMethodSchema>;

/** Answer of `…/invoices/{id}/payment-methods`. */
export const paymentMethodsSchema = z.array(paymentMethodSchema);

/**
 * An invoice. Times are Unix seconds, `amount` a decimal string in `currency`.
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (InvoiceData)
 */
export const invoiceSchema = z.object({
  id,
  storeId: id,
  amount: decimal,
  currency: z.string(),
  status: z.enum(['New', 'Processing', 'Settled', 'Expired', 'Invalid']),
  /** Open: a later BTCPay may know more words. */
  additionalStatus: z.string(),
  createdTime: unixSeconds,
  expirationTime: unixSeconds,
  /** Whatever the creator of the invoice wrote: ours is read by `ownerSchema`. */
  metadata: z.unknown().optional(),
  /** Empty unless `includePaymentMethods` was asked for, and always before 2.4.1. */
  paymentMethods: paymentMethodsSchema.default([]),
});
export type BtcpayInvoice = z.output<typeof invoiceSchema>;

/** Answer of the list of invoices, newest first. */
export const invoicesSchema = z.array(invoiceSchema);

/** The same list where one bad invoice must not hide the others: each is read by itself. */
export const unreadInvoicesSchema = z.array(z.unknown());

/** The node's own view of a BOLT11; amounts are millisatoshis, times Unix seconds. */
export const nodeInvoiceSchema = z.object({
  paymentHash: z.string().regex(/^[0-9a-f]{64}$/),
  status: z.enum(['Unpaid', 'Paid', 'Expired']),
  amountReceived: z.string().nullish(),
  paidAt: unixSeconds.nullish(),
});
export type BtcpayNodeInvoice = z.output<typeof nodeInvoiceSchema>;

/** Answer of a creation, as far as it is used: the invoice is read back. */
export const createdSchema = z.object({ id });

/** What this server writes into an invoice's metadata, as far as it reads it back. */
export const ownerSchema = z.object({
  lightningPay: z.object({ v: z.literal(1), paymentId: id, attempt: z.int().positive() }),
});

/** Answer of `api-keys/current`, without the key that it echoes. */
export const apiKeySchema = z.object({ permissions: z.array(z.string()) });

/** Body of a refusal: an object, or for 422 a list. HTML and empty bodies come from elsewhere than BTCPay's API. */
export const refusalSchema = z.union([
  z.object({ code: z.string(), message: z.string() }),
  z.array(z.object({ path: z.string(), message: z.string() })).min(1),
]);

/** What a webhook's type can mean for a payment. */
export type WebhookEffect = 'none' | 'money' | 'status' | 'unknown';

const EFFECTS: ReadonlyMap<string, WebhookEffect> = new Map([
  ['InvoiceCreated', 'none'],
  ['InvoicePaymentSettled', 'money'],
  ['InvoiceReceivedPayment', 'money'],
  ['InvoiceProcessing', 'money'],
  ['InvoiceSettled', 'money'],
  ['InvoicePaidAfterExpiration', 'money'],
  ['InvoiceExpiredPaidPartial', 'money'],
  ['InvoiceExpired', 'status'],
  ['InvoiceInvalid', 'status'],
  ['InvoiceRefund', 'status'],
]);

/** The events that a webhook of ours subscribes to: those that can change a payment. One blocked delivery holds up all. */
export const PAYMENT_EVENTS: readonly string[] = [...EFFECTS]
  .filter(([, effect]) => effect !== 'none')
  .map(([type]) => type);

/**
 * Says what a webhook of this type can mean: `none` cannot change a payment, `money` hints that something arrived,
 * `status` that the invoice moved otherwise; `unknown` is a type that this version does not know.
 *
 * @param type BTCPay's word, case-sensitive.
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (Webhooks)
 */
export function webhookEffect(type: string): WebhookEffect {
  return EFFECTS.get(type) ?? 'unknown';
}

/** Body of a webhook: a hint whose truth is read back. Types of other things than invoices may lack `invoiceId`. */
export const webhookSchema = z
  .object({
    deliveryId: id,
    originalDeliveryId: id,
    webhookId: id,
    isRedelivery: z.boolean(),
    type: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'must be up to 100 characters of printable ASCII'),
    timestamp: unixSeconds,
    storeId: id,
    invoiceId: id.nullish(),
    /** Of the invoice, as its creator wrote it: ours is read by `ownerSchema`. */
    metadata: z.unknown().optional(),
  })
  .refine(({ type, invoiceId }) => typeof invoiceId === 'string' || webhookEffect(type) === 'unknown', {
    path: ['invoiceId'],
    message: 'must be there for an event of an invoice',
  });
