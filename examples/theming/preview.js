/** @import { Settings } from './settings.js' */
import { ATTRIBUTES } from './settings.js';
import { writeCss } from './write-code.js';

/** The room that an open checkout needs, in CSS pixels: a lower window is scaled. */
const FULL_HEIGHT = 684;

/** @typedef {HTMLElement & { open(): Promise<void>, updateComplete: Promise<unknown> }} Checkout */

/**
 * The element as a page would have it, in a frame: its dialog covers the frame and not the controls.
 *
 * @param {HTMLIFrameElement} frame Of the same origin, loaded.
 * @param {() => void} onClose The checkout that it had opened was closed in it.
 */
export function createPreview(frame, onClose) {
  const { contentDocument: page, contentWindow } = frame;
  const view = /** @type {Window & typeof globalThis | null} */ (contentWindow);
  const place = page?.querySelector('#place');
  if (!page || !view || !place) throw new Error('The preview is not whole.');
  const sheet = new view.CSSStyleSheet();
  page.adoptedStyleSheets = [sheet];
  let element = /** @type {Checkout | null} */ (null);
  let standing = '';
  let turn = 0;

  /** @param {string} phase */
  const stand = (phase) => {
    turn += 1;
    const fresh = /** @type {Checkout} */ (page.createElement('lightning-pay'));
    fresh.id = `preview-${turn}`; // another element, another payment
    fresh.setAttribute('sandbox', phase === 'idle' ? '' : phase);
    fresh.addEventListener('lp-open', () => fit(true));
    fresh.addEventListener('lp-close', () => {
      fit(false);
      if (phase !== 'idle') onClose();
    });
    return fresh;
  };

  /** @param {Checkout} checkout */
  const open = async (checkout) => {
    await view.customElements.whenDefined('lightning-pay');
    await checkout.updateComplete;
    const focused = document.activeElement;
    await checkout.open();
    // Who turns a knob keeps it: the frame takes the focus with its dialog.
    if (focused instanceof HTMLElement && focused !== frame) focused.focus({ preventScroll: true });
  };

  let isOpen = false;
  /** @param {boolean} isOpenNow */
  const fit = (isOpenNow) => {
    isOpen = isOpenNow;
    const height = frame.parentElement?.clientHeight || FULL_HEIGHT;
    frame.style.setProperty('--scale', isOpen ? String(Math.min(1, height / FULL_HEIGHT)) : '1');
  };
  new ResizeObserver(() => fit(isOpen)).observe(frame.parentElement ?? frame);

  return {
    /**
     * Shows what is chosen. What an open checkout takes up by itself is changed in place.
     *
     * @param {Settings} settings
     */
    show({ attributes, tokens, phase }) {
      sheet.replaceSync(writeCss(tokens));
      page.documentElement.dataset['theme'] = attributes.get('theme') ?? 'auto';
      const begun = JSON.stringify([
        phase,
        ...['amount', 'lang', 'display'].map((name) => attributes.get(name)),
      ]);
      const isNew = begun !== standing || !element;
      standing = begun;
      const checkout = isNew || !element ? stand(phase) : element;
      for (const name of ATTRIBUTES) {
        const value = attributes.get(name);
        if (value === undefined) checkout.removeAttribute(name);
        else if (checkout.getAttribute(name) !== value) checkout.setAttribute(name, value);
      }
      if (!isNew) return;
      const hadFocus = document.activeElement === frame;
      fit(false);
      place.replaceChildren(checkout);
      element = checkout;
      if (phase !== 'idle') void open(checkout);
      else if (hadFocus) checkout.focus();
    },
  };
}
