/** @import { LedgerEvent, LedgerRow } from './state.js' */
import { money } from './money.js';

/**
 * Shows the newest payments. A row is written again only when its payment has changed, so an open one stays open.
 *
 * @param {HTMLElement} place
 * @param {LedgerRow[] | null} payments Newest first; null when the ledger did not answer: what was read stays.
 */
export function showLedger(place, payments) {
  const state = place.querySelector('.ledger-state');
  const list = place.querySelector('.ledger-rows');
  const empty = place.querySelector('.ledger-empty');
  if (!state || !list || !(empty instanceof HTMLElement)) return;
  state.textContent = payments ? '' : 'No answer, last known rows';
  if (!payments) return;
  empty.hidden = payments.length > 0;
  const known = new Map(
    [...list.children].map((row) => [row instanceof HTMLElement ? row.dataset.id : '', row]),
  );
  const rows = payments.map((payment) => {
    const row = known.get(payment.id) ?? newRow(payment.id);
    if (row instanceof HTMLElement && row.dataset.version !== String(payment.version)) write(row, payment);
    return row;
  });
  const isSame = rows.length === list.children.length && rows.every((row, at) => row === list.children[at]);
  if (isSame) return;
  for (const details of list.querySelectorAll('details')) details.open = false;
  list.replaceChildren(...rows);
  const newest = list.querySelector('details');
  if (newest) newest.open = true;
}

/** @param {string} id */
function newRow(id) {
  const template = document.querySelector('#ledger-row');
  const row =
    template instanceof HTMLTemplateElement ? template.content.firstElementChild?.cloneNode(true) : null;
  if (!(row instanceof HTMLElement)) throw new Error('The page has no row to copy.');
  row.dataset.id = id;
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {LedgerRow} payment
 */
function write(row, payment) {
  row.dataset.version = String(payment.version);
  row.dataset.status = payment.status;
  const order = [payment.orderId, `priced ${payment.pricedBy}`].filter(Boolean).join(' · ');
  const amount = money(payment.amount, payment.currency);
  for (const [name, text] of Object.entries({
    status: payment.status,
    amount,
    reference: payment.reference,
    order,
  })) {
    const cell = row.querySelector(`.${name}`);
    if (cell) cell.textContent = text;
  }
  row.querySelector('.flags')?.replaceChildren(...payment.flags.map(flagOf));
  row.querySelector('.events')?.replaceChildren(...payment.events.map(eventRow));
}

/** @param {string} flag */
function flagOf(flag) {
  const mark = document.createElement('span');
  mark.className = 'flag';
  mark.textContent = flag;
  return mark;
}

/** @param {LedgerEvent} event */
function eventRow({ type, at, version }) {
  const row = document.createElement('li');
  row.dataset.type = type;
  const cells = { time: timeOf(at), type, version: version === null ? '' : `v${version}` };
  for (const [name, text] of Object.entries(cells)) {
    const cell = document.createElement('span');
    cell.className = name;
    cell.textContent = text;
    row.append(cell);
  }
  return row;
}

/** @param {string} at */
function timeOf(at) {
  const time = new Date(at);
  return `${time.toLocaleTimeString('en-GB')}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
