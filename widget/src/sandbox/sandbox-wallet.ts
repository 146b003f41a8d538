import type { SandboxLedger } from './sandbox-ledger.ts';
import { type SandboxPayment, withStatus } from './sandbox-payment.ts';

/** Plays the customer's wallet, and what may befall an invoice. Its calls throw CheckoutError `payment_not_found`. */
export interface SandboxWallet {
  /**
   * Pays, also after the end (`late`).
   *
   * @param sats Whole satoshis; default: what is due. Less leaves the payment underpaid, more settles it as overpaid.
   */
  pay(paymentId: string, sats?: number): void;
  /** Pays half of what is due. */
  underpay(paymentId: string): void;
  /** Pays, but it is confirmed only 1.5 s later. */
  process(paymentId: string): void;
  /** The time to pay is over. */
  expire(paymentId: string): void;
  /** The invoice becomes invalid. */
  fail(paymentId: string): void;
}

const PROCESSING_MS = 1_500;

/** Makes the wallet of a ledger. */
export function createSandboxWallet(ledger: SandboxLedger): SandboxWallet {
  /** What is settled stays so. */
  const change = (id: string, run: (kept: SandboxPayment) => SandboxPayment) =>
    void ledger.change(id, (kept) => (kept.payment.status === 'settled' ? kept : run(kept)));

  return {
    pay: (id, sats) => change(id, (kept) => ledger.paid(kept, sats ?? kept.invoice.amountSats)),
    underpay: (id) => change(id, (kept) => ledger.paid(kept, Math.floor(kept.invoice.amountSats / 2))),
    process: (id) => change(id, (kept) => withStatus(kept, 'processing', ledger.clock.now() + PROCESSING_MS)),
    expire: (id) => change(id, (kept) => withStatus(kept, 'expired')),
    fail: (id) => change(id, (kept) => withStatus(kept, 'invalid')),
  };
}

/** A wallet that does nothing: a pinned phase stays. */
export const idleWallet: SandboxWallet = {
  pay() {},
  underpay() {},
  process() {},
  expire() {},
  fail() {},
};
