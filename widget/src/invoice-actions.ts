import { copyText } from './copy-text.ts';
import type { Companion } from './load-services.ts';

/** How long "Copied" stands in the place of "Copy". */
const COPIED_MS = 2000;

/** What a customer does with an invoice beside scanning it, and what came of the last press. */
export class InvoiceActions {
  readonly #onChange: () => void;
  #copiedTimer: ReturnType<typeof setTimeout> | undefined;
  #isWalletMissed = false;
  #stopWatching = () => {};

  /** @param onChange Called when the outcome of a press has changed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Copy was pressed in the last 2 s. */
  get isCopied(): boolean {
    return this.#copiedTimer !== undefined;
  }

  /** The link to a wallet did nothing. */
  get isWalletMissed(): boolean {
    return this.#isWalletMissed;
  }

  /** This browser has a wallet of its own (WebLN). */
  get hasBrowserWallet(): boolean {
    return typeof (window as { webln?: { sendPayment?: unknown } }).webln?.sendPayment === 'function';
  }

  /** Copies the invoice. */
  async copy(bolt11: string): Promise<void> {
    if (!(await copyText(bolt11))) return;
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = setTimeout(() => this.#endCopied(), COPIED_MS);
    this.#onChange();
  }

  /** The link to a wallet was pressed. */
  openWallet(companion: Companion | null): void {
    this.#stopWatching();
    this.#stopWatching =
      companion?.watchWalletLink(() => {
        this.#isWalletMissed = true;
        this.#onChange();
      }) ?? (() => {});
  }

  /** Pays with the browser's own wallet. Whether it was paid is the server's to say. */
  payInBrowser(bolt11: string, companion: Companion | null): void {
    void companion?.browserWallet()?.pay(bolt11);
  }

  /** Forgets what was pressed. */
  end(): void {
    this.#stopWatching();
    this.#isWalletMissed = false;
    this.#endCopied();
  }

  #endCopied(): void {
    clearTimeout(this.#copiedTimer);
    this.#copiedTimer = undefined;
    this.#onChange();
  }
}
