import type { Clock } from '../clock.ts';
import type { PaymentInvoice } from '../payment.ts';
import { mintBolt11 } from './mint-bolt11.ts';
import type { RandomBytes } from './random-bytes.ts';
import { sandboxRate } from './sandbox-rates.ts';

/** An invoice as the sandbox keeps it. */
export interface SandboxInvoice extends Omit<PaymentInvoice, 'expiresInSeconds'> {
  /** When the page's countdown ends, by the monotonic clock. */
  readonly endsAtMs: number;
}

/** What an invoice is made of. */
export interface InvoiceParts {
  readonly amountSats: number;
  /** ISO 4217 code, or `SATS`. */
  readonly currency: string;
  /** What wallets show. */
  readonly reference: string;
  readonly lifeMs: number;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

/** The BOLT11 outlives what the page shows by so much, as the server's do: a payment begun last still counts. */
const MARGIN_SECONDS = 60;

/** Makes an invoice that ends `lifeMs` from now. */
export function mintInvoice(parts: InvoiceParts): SandboxInvoice {
  const { amountSats, currency, reference, lifeMs, clock, randomBytes } = parts;
  const timestamp = Math.floor(clock.wallNow() / 1000);
  const lifeSeconds = Math.floor(lifeMs / 1000);
  const bolt11 = mintBolt11({
    amountSats,
    timestamp,
    expirySeconds: lifeSeconds + MARGIN_SECONDS,
    description: reference,
    randomBytes,
  });
  return {
    bolt11,
    paymentLink: `lightning:${bolt11}`,
    amountSats,
    rate: sandboxRate(currency),
    expiresAt: new Date((timestamp + lifeSeconds) * 1000).toISOString(),
    endsAtMs: clock.now() + lifeMs,
  };
}
