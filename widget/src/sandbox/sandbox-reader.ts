import type { SandboxLedger } from './sandbox-ledger.ts';
import type { SandboxPayment } from './sandbox-payment.ts';
import { holdIn, type SandboxPin } from './sandbox-pin.ts';

/**
 * Reads a payment as it is now.
 *
 * @throws CheckoutError `payment_not_found`.
 */
export type ReadPayment = (id: string, clientSecret: string) => SandboxPayment;

/** Reads payments of a ledger, brought into the pinned phase first. */
export function createReader(ledger: SandboxLedger, pin: SandboxPin | null): ReadPayment {
  return (id, clientSecret) => {
    const kept = ledger.find(id, clientSecret);
    return pin ? ledger.change(id, (known) => holdIn(known, pin, ledger)) : kept;
  };
}
