// Says in the place of the button that it is paid; everything else is the form's own work.
const checkout = find('lightning-pay');
const payment = find('.payment');
const paid = find('.paid');

checkout.addEventListener('lp-close', (event) => {
  const { reason, payment: closed } = /** @type {CustomEvent} */ (event).detail;
  if (reason !== 'paid') return;
  payment.dataset.paid = '';
  paid.textContent = `Paid, ${closed.reference}`;
});

find('form').addEventListener('reset', () => {
  delete payment.dataset.paid;
  paid.textContent = '';
});

/** @param {string} selector */
function find(selector) {
  const element = document.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}.`);
  return element;
}
