import type { Invoice } from './invoices.ts';

/** Options of the checkout as BTCPay gives them back; the names and nulls are BTCPay's. */
export interface CheckoutOptions {
  readonly speedPolicy: string;
  readonly paymentMethods: readonly string[];
  readonly defaultPaymentMethod: string | null;
  readonly expirationMinutes: number;
  readonly monitoringMinutes: number;
  readonly paymentTolerance: number;
  readonly redirectURL: string | null;
  readonly redirectAutomatically: boolean;
  readonly defaultLanguage: string | null;
  readonly lazyPaymentMethods: null;
}

/** Options of BTCPay's own receipt page. */
export interface ReceiptOptions {
  readonly enabled: boolean;
  readonly showQR: boolean;
  readonly showPayments: boolean;
}

/** The order id of an invoice as text; BTCPay takes any JSON there. Empty if there is none. */
export function orderIdOf({ metadata }: Pick<StoredInvoice, 'metadata'>): string {
  const { orderId } = metadata;
  return orderId === undefined || orderId === null ? '' : String(orderId);
}

/** An invoice with everything that BTCPay shows of it. */
export interface StoredInvoice extends Invoice {
  readonly id: string;
  readonly storeId: string;
  /** Decimal string as BTCPay writes it, `0.0` for zero. */
  readonly amount: string;
  /** Upper case. */
  readonly currency: string;
  /** Unix milliseconds. */
  readonly createdAtMs: number;
  readonly archived: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly searchTerms: readonly string[];
  readonly checkout: CheckoutOptions;
  readonly receipt: ReceiptOptions;
  /** Scheme and host of the create request: BTCPay builds `checkoutLink` from them. */
  readonly origin: string;
}
