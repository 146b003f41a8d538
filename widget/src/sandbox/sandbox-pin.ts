import type { Phase } from '../checkout-state.ts';
import type { SandboxLedger } from './sandbox-ledger.ts';
import { type SandboxPayment, withInvoice, withStatus } from './sandbox-payment.ts';

/** A phase that every payment is held in. */
export type SandboxPin = Exclude<Phase, 'idle'>;

const PINS: readonly string[] = ['creating', 'awaiting', 'processing', 'settled', 'expired', 'failed'];

/** So long before its end a pinned code is replaced: a countdown that comes to 0 leaves the phase. */
export const PIN_MARGIN_MS = 2_000;

/**
 * Reads the attribute `sandbox`.
 *
 * @returns Null without a phase: then time and wallet decide.
 */
export function parsePin(attribute: string): SandboxPin | null {
  const word = attribute.trim().toLowerCase();
  return PINS.includes(word) ? (word as SandboxPin) : null; // one of them, as was just seen
}

/** The payment in a phase; the same object where it is in it. `creating` has no payment, and is left as it is. */
export function holdIn(kept: SandboxPayment, pin: SandboxPin, ledger: SandboxLedger): SandboxPayment {
  const { payment, invoice } = kept;
  switch (pin) {
    case 'awaiting': {
      const isGood = payment.status === 'new' && invoice.endsAtMs - ledger.clock.now() > PIN_MARGIN_MS;
      return isGood ? kept : withInvoice(kept, ledger.freshInvoice(kept));
    }
    case 'settled':
      return ledger.paid(kept, invoice.amountSats);
    case 'failed':
      return withStatus(kept, 'invalid');
    case 'creating':
      return kept;
    default:
      return withStatus(kept, pin);
  }
}
