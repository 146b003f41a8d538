import type { CheckoutState } from './checkout-state.ts';
import { type Companion, loadCompanion } from './load-services.ts';

/** Has the companion chunk come, and lets it attend an open checkout: screen kept awake, title of the tab. */
export class Company {
  readonly #onCome: (companion: Companion) => void;
  #companion: Companion | null = null;
  #attendance: ReturnType<Companion['createAttendance']> | null = null;

  /** @param onCome Called once, when the chunk is there. */
  constructor(onCome: (companion: Companion) => void) {
    this.#onCome = onCome;
  }

  /** Null as long as it has not come. */
  get companion(): Companion | null {
    return this.#companion;
  }

  /** Has it come; a chunk that could not be loaded is asked for again with the next state. */
  async #fetch(): Promise<void> {
    const companion = await loadCompanion().catch(() => null);
    if (!companion || this.#companion) return;
    this.#companion = companion;
    this.#onCome(companion);
  }

  /**
   * Takes each state of an open checkout.
   *
   * @param paid Word for "Paid".
   */
  update(state: CheckoutState, paid: string): void {
    if (!state.payment) return;
    if (!this.#companion) return void this.#fetch();
    this.#attendance ??= this.#companion.createAttendance();
    this.#attendance.update(state, paid);
  }

  /** The checkout was closed. */
  end(): void {
    this.#attendance?.end();
    this.#attendance = null;
  }
}
