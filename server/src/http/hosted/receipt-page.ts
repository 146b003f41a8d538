import { html } from 'hono/html';
import { formatMoney } from '../../payments/money.ts';
import { currentInvoice, type Payment, wholeSats } from '../../payments/payment.ts';
import { showMoney, showSats, showTime } from '../../payments/show.ts';
import { checkSign } from './icons.ts';
import { type Html, layOut, type Site } from './page.ts';

/** Who set the price, in words. */
const PRICED_BY = {
  open: 'the page that it was paid on (open)',
  product: 'the shop’s catalogue (product)',
  request: 'the shop, for this order (request)',
} as const satisfies Record<Payment['pricedBy'], string>;

/** Draws the receipt of a settled payment: a list of fields, so that nothing else of it gets there. */
export function receiptPage(site: Site, payment: Payment): Html {
  const { reference, price, orderId, description, pricedBy, settledAtMs } = payment;
  const invoice = payment.invoices.find(({ status }) => status === 'settled') ?? currentInvoice(payment);
  const paidSats = Number(wholeSats(payment.paidMsat));
  const amount = showMoney(formatMoney(price), price.currency);
  const at = new Date(settledAtMs ?? 0).toISOString();
  const rows: readonly (readonly [string, string | Html | null])[] = [
    ['Paid to', site.shop],
    ['For', description],
    ['Order', orderId],
    ['Amount', `${amount} (${price.currency})`],
    ['Paid', paidSats > 0 ? showSats(paidSats) : 'Marked as paid by the shop'],
    [
      'Rate',
      invoice && price.currency !== 'SATS' ? `1 BTC = ${showMoney(invoice.rate, price.currency)}` : null,
    ],
    ['Settled', html`<time datetime="${at}">${showTime(at)}</time>`],
    ['Price set by', PRICED_BY[pricedBy]],
    ['Payment hash', invoice === null ? null : html`<span class="hash">${invoice.paymentHash}</span>`],
  ];
  return layOut(site, {
    title: `Receipt ${reference}`,
    state: 'receipt',
    content: html`<div class="panel receipt">
<div class="sum"><h1 class="amount"><span class="unseen">Receipt: </span>${amount}</h1><p class="aside paid-mark">${checkSign}Paid</p></div>
${payment.flags.includes('reversed') ? html`<p class="notice">The shop has taken this payment back since.</p>` : ''}
<dl>${rows.map(([name, value]) => (value === null ? '' : html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>
</div>
<div class="actions"><button id="print" class="key primary scripted" type="button">Print</button></div>`,
    foot: reference,
  });
}
