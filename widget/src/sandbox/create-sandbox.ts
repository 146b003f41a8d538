import { type Clock, pageClock } from '../clock.ts';
import type { FollowPayment } from '../follow-payment.ts';
import type { PaymentApi } from '../payment-api.ts';
import { createSandboxFollow } from './follow-sandbox.ts';
import { pageRandomBytes, type RandomBytes } from './random-bytes.ts';
import { createSandboxApi } from './sandbox-api.ts';
import { SandboxLedger } from './sandbox-ledger.ts';
import type { SandboxPin } from './sandbox-pin.ts';
import { createReader } from './sandbox-reader.ts';
import { createSandboxWallet, idleWallet, type SandboxWallet } from './sandbox-wallet.ts';

/** How a sandbox is played. */
export interface SandboxOptions {
  /** Holds every payment in a phase; default: none, time and wallet decide. */
  readonly pin?: SandboxPin | null;
  readonly clock?: Clock;
  readonly randomBytes?: RandomBytes;
  /** Life of an invoice, as the page shows it; default 3600. */
  readonly lifeSeconds?: number;
  /** Payments to go on with; then clock, bytes and life are its own. Default: none. */
  readonly ledger?: SandboxLedger;
}

/** Server and wallet, played in the page. */
export interface Sandbox {
  readonly api: PaymentApi;
  readonly follow: FollowPayment;
  /** Does nothing where a phase is pinned. */
  readonly wallet: SandboxWallet;
}

/** Makes a sandbox: no network, no storage, invoices on regtest that nobody can pay, at rates invented for it. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { pin = null, clock = pageClock, randomBytes = pageRandomBytes, lifeSeconds = 3600 } = options;
  const ledger = options.ledger ?? new SandboxLedger({ clock, randomBytes, lifeSeconds });
  const read = createReader(ledger, pin);
  return {
    api: createSandboxApi(ledger, read, pin),
    follow: createSandboxFollow(ledger, read, pin),
    wallet: pin ? idleWallet : createSandboxWallet(ledger),
  };
}
