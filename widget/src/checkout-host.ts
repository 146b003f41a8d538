import type { Order } from './checkout-setup.ts';
import type { Phase } from './checkout-state.ts';

/** What a tag says beside its order. */
export interface CheckoutSettings {
  /** `inline`: in the place of the button; else a dialog. */
  readonly display: string | null;
  /** Amounts to choose from, comma-separated. */
  readonly suggestions: string | null;
  /** Public key of the shop's node, in hex: invoices must be signed by it. */
  readonly nodeId: string | null;
  readonly supportUrl: string | null;
  readonly successUrl: string | null;
  /** Not null: no server, the page plays it; a phase pins it there. */
  readonly sandbox: string | null;
}

/** The element, as its checkout sees it. */
export interface CheckoutHost extends HTMLElement, Order, CheckoutSettings {
  readonly id: string;
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Lit's: has a controller told of the host's life. */
  addController(controller: object): void;
  /** Lit's: draws the host anew. */
  requestUpdate(): void;
  /** Told of every change of phase. */
  showPhase(phase: Phase): void;
  /** Told of the value that a form sends: the receipt of what was paid, or empty. */
  setReceipt(value: string): void;
}
