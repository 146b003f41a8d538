import type { WirePayment } from '../../src/http/contract.ts';

/** What everybody outside saw, in the order of its coming. */
export interface Observations {
  /** Notes a payment as a page got it. */
  saw(payment: WirePayment): void;
  readonly payments: readonly WirePayment[];
  /** BOLT11s that a page showed, oldest first, once each. */
  readonly codes: readonly string[];
}

/** Begins with nothing seen. */
export function observations(): Observations {
  const payments: WirePayment[] = [];
  const codes = new Set<string>();
  return {
    payments,
    get codes() {
      return [...codes];
    },
    saw(payment) {
      payments.push(payment);
      if (payment.invoice !== null) codes.add(payment.invoice.bolt11);
    },
  };
}
