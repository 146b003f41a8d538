import type { TemplateResult } from 'lit';
import type { CheckoutState } from '../checkout-state.ts';
import type { Texts } from '../locales/en.ts';
import type { QrCode } from '../qr.ts';

/** All that the dialog is drawn from: the state, and what the page and the press of a moment ago add to it. */
export interface Scene {
  readonly state: CheckoutState;
  /** Name of the shop, as the page says it. */
  readonly shop: string;
  /** Formatted money, or null as long as only the server knows the price. */
  readonly amount: string | null;
  /** BCP 47 tag for numbers. */
  readonly locale: string;
  readonly texts: Texts;
  /** The code of `codeText`, or null. */
  readonly code: QrCode | null;
  /** A finger, not a mouse: the wallet is on this device. */
  readonly coarse: boolean;
  /** Copy was pressed in the last 2 s. */
  readonly copied: boolean;
  /** Draws the end of it; null as long as its code has not come. */
  readonly outcome: ((scene: Scene) => TemplateResult) | null;
  readonly on: SceneActions;
}

/** What the customer can do in the dialog. */
export interface SceneActions {
  readonly copy: () => void;
  readonly close: () => void;
  readonly dismiss: (event: Event) => void;
  readonly closed: () => void;
  readonly retry: () => void;
  readonly renew: () => void;
  readonly drag: (event: PointerEvent) => void;
}
