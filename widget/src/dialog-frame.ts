import type { CheckoutState } from './checkout-state.ts';
import type { QrCode } from './qr.ts';
import { codeSide } from './views/code-side.ts';

/** The element that the frame is drawn in. */
interface FrameHost extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** The parts of the checkout's frame that no template can set: a dialog that is on top, the focus, sizes. */
export class DialogFrame {
  readonly #host: FrameHost;
  #isShown = false;
  #hadFocus = false;
  #sized: QrCode | null = null;
  readonly #adopted = new Set<string>();

  constructor(host: FrameHost) {
    this.#host = host;
  }

  /** The dialog, or the box that stands in its place inline; null while it is not drawn. */
  get element(): HTMLElement | null {
    return this.#host.renderRoot.querySelector('.dialog');
  }

  /** The dialog is on top. False inline, where nothing is. */
  get isOnTop(): boolean {
    return this.element instanceof HTMLDialogElement && this.element.open;
  }

  /** Adds a style sheet to the element's, once. */
  adopt(styles: string): void {
    if (this.#adopted.has(styles)) return;
    this.#adopted.add(styles);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    const root = this.#host.renderRoot as ShadowRoot; // the element renders in its shadow root
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  /** After each drawing of an open checkout. */
  update({ secondsLeft, secondsTotal }: Partial<CheckoutState>, code: QrCode | null): void {
    const { element } = this;
    if (!element) return;
    if (!this.#isShown || (element instanceof HTMLDialogElement && !element.open)) this.#show(element);
    const share =
      secondsLeft != null && secondsTotal ? Math.min(1, Math.max(0, secondsLeft / secondsTotal)) : 1;
    element.style.setProperty('--_left', share.toFixed(4));
    const card = code && element.querySelector('.card');
    if (card && code !== this.#sized) {
      this.#sized = code;
      const room = Math.min(card.clientWidth, card.clientHeight);
      element.style.setProperty('--_code', `${codeSide(code.size, devicePixelRatio, room)}px`);
    }
    // An action that had the focus may be gone with its phase. What the page has put into the slot keeps it, and so
    // does a page around the frame that this page is in.
    if ((this.#hadFocus || (this.isOnTop && document.hasFocus())) && !this.#hasFocus) element.focus();
  }

  /** Before each drawing: inline, the focus is only kept, never taken from the page. */
  beforeUpdate(): void {
    this.#hadFocus = this.#hasFocus;
  }

  get #hasFocus(): boolean {
    const root = this.#host.getRootNode() as Document | ShadowRoot; // asked while the host is connected
    return this.#host.contains(root.activeElement);
  }

  /** Takes a dialog down that was moved with its element: it must be put on top anew. False where there is none. */
  putDown(): boolean {
    const { element } = this;
    if (!(element instanceof HTMLDialogElement && element.open)) return false;
    element.close();
    return true;
  }

  /** Closes it. */
  hide(): void {
    this.#isShown = false;
    this.#sized = null;
    this.putDown();
    if (this.#host.isConnected) this.#showBeside(false);
  }

  #show(element: HTMLElement): void {
    this.#isShown = true;
    element.style.removeProperty('--_drag');
    if (element instanceof HTMLDialogElement) element.showModal();
    // The dialog itself, so that its name is read; an input that asks to be first is.
    (element.querySelector<HTMLElement>('[autofocus]') ?? element).focus();
    if (this.isOnTop) this.#showBeside(true);
  }

  /** A popover of the page comes after the dialog, or it would be below its backdrop. Older browsers have none. */
  #showBeside(isShown: boolean): void {
    for (const beside of this.#host.querySelectorAll<HTMLElement>('[slot="beside"][popover]'))
      beside.togglePopover?.(isShown);
  }
}
