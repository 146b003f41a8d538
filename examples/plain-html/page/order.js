/** @import { Order } from './state.js' */
import { money } from './money.js';

/**
 * Shows what the shop makes of the order. It comes from the shop's backend, which asked the ledger: a page's own events
 * are never a reason to call an order paid.
 *
 * @param {HTMLElement} place
 * @param {Order} order
 */
export function showOrder(place, { amount, currency, verdict }) {
  if (place.dataset.order === verdict.state) return;
  const title = place.querySelector('.verdict strong');
  const hint = place.querySelector('.outcome .hint');
  if (!title || !hint) return;
  if (verdict.state === 'paid') {
    title.textContent = 'Paid';
    hint.textContent = `${verdict.reference}. We pack your planters today.`;
  }
  if (verdict.state === 'mismatch') {
    title.textContent = 'On hold';
    hint.textContent = `${money(verdict.amount, verdict.currency)} came, this order is ${money(amount, currency)}. Nothing is sent until we talk: ${verdict.reference}.`;
  }
  place.dataset.order = verdict.state;
}
