import { setTimeout as pause } from 'node:timers/promises';
import type { BtcpayInvoice } from './ledger-payment.ts';
import { payInvoice, type WalletResult } from './simulated-wallet.ts';
import { sendControl } from './simulator-control.ts';
import type { Supervisor } from './supervisor.ts';

/** What is broken now. */
export interface FaultState {
  /** BTCPay's webhooks go nowhere. */
  readonly isDropping: boolean;
  /** Whole seconds until BTCPay is back, rounded up; 0 while it is there. */
  readonly downSeconds: number;
  readonly server: Supervisor['state'];
}

/** What the faults are worked on. */
export interface FaultOptions {
  /** Origin of the simulated BTCPay, without a trailing slash. */
  readonly simulatorUrl: string;
  readonly server: Pick<Supervisor, 'state' | 'kill'>;
  /** Milliseconds between the end of an invoice and its late payment. Default 1,500. */
  readonly lateAfterMs?: number;
  /** Unix ms. Default `Date.now`. */
  readonly now?: () => number;
}

/** The most that BTCPay is taken down for, in seconds. */
export const LONGEST_DOWN_SECONDS = 60;

/** Everything that a sceptic can break in the running demo. */
export class Faults {
  readonly #options: FaultOptions;
  readonly #now: () => number;
  #isDropping = false;
  #upAtMs = 0;

  constructor(options: FaultOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  get state(): FaultState {
    return {
      isDropping: this.#isDropping,
      downSeconds: Math.max(0, Math.ceil((this.#upAtMs - this.#now()) / 1000)),
      server: this.#options.server.state,
    };
  }

  /** Drops BTCPay's webhooks, or lets them through again. */
  async drop(isDropping: boolean): Promise<void> {
    await this.#send('webhooks', { drop: isDropping });
    this.#isDropping = isDropping;
  }

  /** Takes BTCPay down for so many seconds; 0 brings it back at once. */
  async takeDown(seconds: number): Promise<void> {
    await this.#send('down', { seconds });
    this.#upAtMs = this.#now() + seconds * 1000;
  }

  /** Kills the server by SIGKILL; its supervisor starts it again. */
  kill(): void {
    this.#options.server.kill();
  }

  /** Ends an invoice and pays it a moment later: long enough to see it expire, and for a later second of the clock. */
  async payLate({ id, bolt11 }: BtcpayInvoice): Promise<WalletResult> {
    await this.#send('expire', { invoiceId: id });
    await pause(this.#options.lateAfterMs ?? 1500);
    // A BTCPay that is down hears nothing; one that runs may have stopped listening to an invoice that is over.
    return payInvoice(this.#options.simulatorUrl, bolt11, { isHeard: this.state.downSeconds === 0 });
  }

  async #send(command: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const { status } = await sendControl(this.#options.simulatorUrl, command, body);
    if (status !== 200) throw new Error(`The simulator refused ${command} (${status}).`);
  }
}
