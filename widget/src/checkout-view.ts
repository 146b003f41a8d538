import type { CheckoutHost } from './checkout-host.ts';
import { currencyOf, type Order } from './checkout-setup.ts';
import type { CheckoutState } from './checkout-state.ts';
import { Company } from './company.ts';
import { DialogFrame } from './dialog-frame.ts';
import type { CloseReason } from './events.ts';
import { hostedPage } from './hosted-page.ts';
import { InvoiceActions } from './invoice-actions.ts';
import type { Texts } from './locales/en.ts';
import { formatMoney } from './money.ts';
import type { Opening } from './opening.ts';
import { checkoutStyles } from './styles/checkout.ts';
import { checkoutFrame } from './views/checkout-frame.ts';
import { createCodeDrawer } from './views/code-text.ts';
import type { Template } from './views/html.ts';
import type { Scene, SceneActions } from './views/scene.ts';
import { shopName } from './views/shop-name.ts';

/** What the customer's presses ask of the checkout. */
export interface CheckoutCommands {
  close(reason: CloseReason): void;
  retry(): void;
  renew(): void;
}

/** What is drawn. */
export interface CheckoutPicture {
  readonly state: CheckoutState;
  readonly opening: Opening & { readonly texts: Texts };
  /** Null as long as the amount is asked for. */
  readonly order: Order | null;
  /** In the place of the invoice: the question for the amount. */
  readonly question: Template | null;
  /** Asked for the page's capability. */
  readonly checkout: Scene['checkout'];
  /** Below the actions: what a sandbox plays with. */
  readonly controls: Template | null;
}

/** Draws a checkout into its host: templates, what no template can set, and what the presses of a moment ago add. */
export class CheckoutView {
  readonly #host: CheckoutHost;
  readonly #frame: DialogFrame;
  readonly #invoice: InvoiceActions;
  readonly #company: Company;
  readonly #drawCode = createCodeDrawer();
  readonly #actions: SceneActions;
  #state: CheckoutState | null = null;

  constructor(host: CheckoutHost, commands: CheckoutCommands) {
    this.#host = host;
    this.#frame = new DialogFrame(host);
    this.#frame.adopt(checkoutStyles);
    this.#invoice = new InvoiceActions(() => host.requestUpdate());
    this.#company = new Company(({ companionStyles }) => {
      this.#frame.adopt(companionStyles);
      host.requestUpdate();
    });
    this.#actions = this.#createActions(commands);
  }

  /** Adds a style sheet to the element's, once. */
  adopt(styles: string): void {
    this.#frame.adopt(styles);
  }

  /** The checkout as a template. */
  render({ state, opening, order, question, controls, checkout }: CheckoutPicture): Template {
    this.#state = state;
    const { payment } = state;
    const { locale, texts, server } = opening;
    const { sandbox, supportUrl, display } = this.#host;
    const amount = payment?.amount ?? order?.amount;
    const companion = this.#company.companion;
    return checkoutFrame({
      state,
      inline: display === 'inline',
      shop: shopName(),
      locale,
      texts,
      amount: amount ? formatMoney(amount, payment?.currency ?? currencyOf(order), locale) : null,
      code: this.#drawCode(state),
      coarse: matchMedia('(pointer: coarse)').matches,
      copied: this.#invoice.isCopied,
      walletMissed: this.#invoice.isWalletMissed,
      browserWallet: this.#invoice.hasBrowserWallet,
      page: order && sandbox === null ? hostedPage(order, server) : null,
      support: companion?.supportAddress(supportUrl, document.baseURI) ?? null,
      question,
      controls,
      host: this.#host,
      server,
      checkout,
      later: companion,
      on: this.#actions,
    });
  }

  /** Before each render: where the focus is. */
  beforeUpdate(): void {
    this.#frame.beforeUpdate();
  }

  /** After each render of an open checkout. */
  updated(state: CheckoutState): void {
    this.#frame.update(state, this.#drawCode(state));
  }

  /**
   * Takes each state of an open checkout, drawn or not.
   *
   * @param paid Word for "Paid".
   */
  attend(state: CheckoutState, paid: string): void {
    this.#company.update(state, paid);
  }

  /** Takes a dialog down that was moved with its element: it must be put on top anew. False where there is none. */
  putDown(): boolean {
    return this.#frame.putDown();
  }

  /** The checkout was closed. */
  hide(): void {
    this.#invoice.end();
    this.#company.end();
    this.#frame.hide();
  }

  /** Goes to the page's `success-url`, where it has one. */
  leave(paymentId: string): void {
    const { successUrl } = this.#host;
    const next = this.#company.companion?.successAddress(successUrl, paymentId, document.baseURI);
    if (next) location.assign(next);
  }

  #createActions(commands: CheckoutCommands): SceneActions {
    const invoice = this.#invoice;
    const frame = this.#frame;
    const bolt11 = () => this.#state?.payment?.invoice?.bolt11 ?? '';
    return {
      close: () => commands.close('button'),
      dismiss: (event) => {
        // A file picker in the slot tells of its own cancellation by the same event, and that one bubbles.
        if (event.target !== frame.element) return;
        event.preventDefault();
        commands.close('escape');
      },
      // Browsers close a dialog without asking when Escape is pressed twice.
      closed: () => {
        if (!frame.isOnTop) commands.close('escape');
      },
      retry: () => commands.retry(),
      renew: () => commands.renew(),
      copy: () => void invoice.copy(bolt11()),
      openWallet: () => invoice.openWallet(this.#company.companion),
      payInBrowser: () => invoice.payInBrowser(bolt11(), this.#company.companion),
      drag: (event) => {
        if (!frame.element) return;
        this.#company.companion?.dragSheet(event, frame.element, () => commands.close('escape'));
      },
    };
  }
}
