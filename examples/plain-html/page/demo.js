// Wires the demo around the shop: the wallet hears what the checkout shows, the page hears what the ledger says.
import { createDashboardKey } from './dashboard-key.js';
import { createDesk } from './desk.js';
import { createFaults } from './faults.js';
import { showLedger } from './ledger.js';
import { showOrder } from './order.js';
import { followState } from './state.js';
import { createWallet } from './wallet.js';

const checkout = find('lightning-pay');
const payment = find('.payment');
const ledger = find('.ledger');
const wallet = createWallet(find('.wallet'));
const desk = createDesk({
  backstage: find('.backstage'),
  desk: find('.desk'),
  place: find('.desk-place'),
  checkout,
});

checkout.addEventListener('lp-created', (event) => {
  wallet.see(/** @type {CustomEvent} */ (event).detail.payment);
  desk.setOpen(true);
});
checkout.addEventListener('lp-close', () => {
  desk.setOpen(false);
  state.refresh();
});

createDashboardKey(find('.dashboard-key'));
const faults = createFaults(find('.faults'), () => state.refresh());
const state = followState({
  onState: ({ order, payments, faults: broken }) => {
    faults.show(broken);
    showLedger(ledger, payments);
    if (payments) wallet.learn(payments);
    // The button gives way only when its dialog is closed: "Paid" is first read there.
    if (order && !desk.isOpen) showOrder(payment, order);
  },
  onSilence: () => showLedger(ledger, null),
});

/** @param {string} selector */
function find(selector) {
  const element = document.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}.`);
  return element;
}
