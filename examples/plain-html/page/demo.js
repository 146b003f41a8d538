// Wires the demo around the shop: the wallet hears what the checkout shows, the page hears what the ledger says.
import { showLedger } from './ledger.js';
import { liftOver, putBack } from './lift.js';
import { showOrder } from './order.js';
import { followState } from './state.js';
import { createWallet } from './wallet.js';

const checkout = find('lightning-pay');
const backstage = find('.backstage');
const wallet = find('.wallet');
const payment = find('.payment');
const ledger = find('.ledger');
const simulatedWallet = createWallet(wallet);

// With room beside the dialog the whole column stays in reach, else the wallet alone.
const isWide = window.matchMedia('(min-width: 1180px)');
let isOpen = false;
const place = () => {
  putBack(backstage);
  putBack(wallet);
  if (isOpen) liftOver(isWide.matches ? backstage : wallet, checkout);
};
isWide.addEventListener('change', place);

checkout.addEventListener('lp-created', (event) => {
  simulatedWallet.see(/** @type {CustomEvent} */ (event).detail.payment);
  isOpen = true;
  place();
});
checkout.addEventListener('lp-close', () => {
  isOpen = false;
  place();
  state.refresh();
});

const state = followState({
  onState: ({ order, payments }) => {
    showLedger(ledger, payments);
    simulatedWallet.learn(payments);
    // The button gives way only when its dialog is closed: "Paid" is first read there.
    if (order && !isOpen) showOrder(payment, order);
  },
  onSilence: () => showLedger(ledger, null),
});

/** @param {string} selector */
function find(selector) {
  const element = document.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}.`);
  return element;
}
