// A modal dialog makes everything outside itself inert, elements in the top layer included. What stays usable is what
// the dialog holds, and a child of the checkout in its slot `beside` counts as held. As a popover it is drawn over the
// backdrop, at any place of the screen, in the page's own styles.

/** @type {Map<HTMLElement, Comment>} Where each lifted element belongs. */
const homes = new Map();

/**
 * Keeps an element of the page usable while a checkout's dialog is open.
 *
 * @param {HTMLElement} element
 * @param {HTMLElement} checkout `<lightning-pay>`, its dialog open.
 */
export function liftOver(element, checkout) {
  if (homes.has(element)) return;
  const home = document.createComment('lifted over the dialog');
  element.replaceWith(home);
  homes.set(element, home);
  element.slot = 'beside';
  element.popover = 'manual';
  checkout.append(element);
  element.showPopover(); // the checkout shows what is there when it opens; this came later
}

/**
 * Puts a lifted element back to its place in the page; does nothing with one that is there.
 *
 * @param {HTMLElement} element
 */
export function putBack(element) {
  const home = homes.get(element);
  if (!home) return;
  homes.delete(element);
  if (element.matches(':popover-open')) element.hidePopover();
  element.popover = null;
  element.removeAttribute('slot');
  home.replaceWith(element);
}
