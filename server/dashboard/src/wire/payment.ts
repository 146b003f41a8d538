import { type Delivery, readDelivery } from './delivery.ts';
import { entriesOf, listOf, nullable, object, optional, text, textOrNumber, whole } from './read.ts';
import { type Refund, readRefund } from './refund.ts';

/** One invoice of a payment. */
export interface Invoice {
  readonly id: string;
  readonly attempt: number;
  readonly status: string;
  readonly paymentHash: string;
  readonly amountSats: number;
  readonly paidSats: number;
  /** Decimal string: price of a bitcoin in the payment's currency. */
  readonly rate: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
}

/** A payment as the merchant sees it. Words that are not known yet are shown as they are. */
export interface Payment {
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly flags: readonly string[];
  readonly pricedBy: string;
  /** Decimal string. */
  readonly amount: string;
  readonly currency: string;
  readonly paidSats: number;
  readonly orderId: string | null;
  readonly description: string | null;
  readonly email: string | null;
  readonly metadata: readonly (readonly [string, string])[];
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly settledAt: string | null;
  readonly receiptUrl: string | null;
  readonly invoices: readonly Invoice[];
}

/** One row of the ledger. */
export interface LedgerRow {
  readonly type: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly version: number;
  readonly data: readonly (readonly [string, string])[];
}

/** A payment with all that happened to it. */
export interface PaymentHistory extends Payment {
  readonly events: readonly LedgerRow[];
  readonly deliveries: readonly Delivery[];
  readonly refunds: readonly Refund[];
}

/** One sentence of a payment's story. */
export interface StoryLine {
  /** RFC 3339, UTC; null for how it stands now and what comes next. */
  readonly at: string | null;
  readonly text: string;
}

const paymentFields = {
  id: text,
  reference: text,
  status: text,
  flags: listOf(text),
  pricedBy: text,
  amount: text,
  currency: text,
  paidSats: whole,
  orderId: nullable(text),
  description: nullable(text),
  email: nullable(text),
  metadata: entriesOf(text),
  createdAt: text,
  settledAt: nullable(text),
  receiptUrl: nullable(text),
  invoices: listOf(
    object<Invoice>({
      id: text,
      attempt: whole,
      status: text,
      paymentHash: text,
      amountSats: whole,
      paidSats: whole,
      rate: text,
      expiresAt: text,
    }),
  ),
};

/** Reads `MerchantPayment`. */
export const readPayment = object<Payment>(paymentFields);

/** Reads `MerchantPaymentHistory`. */
export const readHistory = object<PaymentHistory>({
  ...paymentFields,
  events: listOf(object<LedgerRow>({ type: text, at: text, version: whole, data: entriesOf(textOrNumber) })),
  deliveries: listOf(readDelivery),
  refunds: optional(listOf(readRefund), []),
});

/** Reads the answer of `GET /v1/merchant/payments/:id/explain`. */
export const readStory = object<{ readonly lines: readonly StoryLine[] }>({
  lines: listOf(object<StoryLine>({ at: nullable(text), text })),
});
