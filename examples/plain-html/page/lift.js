// A modal dialog makes everything outside itself inert, elements in the top layer included. What stays usable is what
// the dialog holds, and a child of the checkout that is slotted into the dialog counts as held. Shown as a popover it is
// drawn over the backdrop, at any place of the screen, in the page's own styles.
const SLOT = 'demo';

/** @type {Map<HTMLElement, Comment>} Where each lifted element belongs. */
const homes = new Map();

/**
 * Keeps an element of the page usable while a checkout's dialog is open.
 *
 * @param {HTMLElement} element
 * @param {HTMLElement} checkout `<lightning-pay>`, its dialog open.
 */
export function liftOver(element, checkout) {
  const dialog = checkout.shadowRoot?.querySelector('dialog');
  if (!dialog || homes.has(element)) return;
  if (!dialog.querySelector(`slot[name="${SLOT}"]`)) {
    const slot = document.createElement('slot');
    slot.name = SLOT;
    dialog.append(slot);
  }
  const home = document.createComment('lifted over the dialog');
  element.replaceWith(home);
  homes.set(element, home);
  element.slot = SLOT;
  element.popover = 'manual';
  checkout.append(element);
  element.showPopover();
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
