import type { TemplateResult } from 'lit';
import type { CheckoutHost } from '../checkout-host.ts';
import type { CheckoutState } from '../checkout-state.ts';
import type { Texts } from '../locales/en.ts';
import type { QrCode } from '../qr.ts';

/** All that the dialog is drawn from: the state, and what the page and the press of a moment ago add to it. */
export interface Scene {
  readonly state: CheckoutState;
  /** In the page, not a dialog on top of it. */
  readonly inline: boolean;
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
  /** The link to a wallet did nothing: copying comes first, with a line that says why. */
  readonly walletMissed: boolean;
  /** This browser has a wallet of its own. */
  readonly browserWallet: boolean;
  /** Address where the same can be paid without this script; null where there is none. */
  readonly page: string | null;
  /** Address of the shop's help, or null. */
  readonly support: string | null;
  /** In the place of panel and actions: the question for the amount. */
  readonly question: TemplateResult | null;
  /** Below everything: what a sandbox plays with. */
  readonly controls: TemplateResult | null;
  /** The element, for what is asked after payment. */
  readonly host: CheckoutHost;
  readonly server: URL;
  /** Asked for the page's capability; null as long as the amount is asked for. */
  readonly checkout: { readonly clientSecret: string | null } | null;
  /** Draws what is seen after the code; null as long as its own code has not come. */
  readonly later: LaterViews | null;
  readonly on: SceneActions;
}

/** What the companion chunk draws. */
export interface LaterViews {
  /** Paid. */
  outcomePanel(scene: Scene): TemplateResult;
  /** What is on the card once its code was used or is over. */
  laterCard(scene: Scene): TemplateResult;
}

/** What the customer can do in the dialog. */
export interface SceneActions {
  readonly copy: () => void;
  readonly openWallet: () => void;
  readonly payInBrowser: () => void;
  readonly close: () => void;
  readonly dismiss: (event: Event) => void;
  readonly closed: () => void;
  readonly retry: () => void;
  readonly renew: () => void;
  readonly drag: (event: PointerEvent) => void;
}
