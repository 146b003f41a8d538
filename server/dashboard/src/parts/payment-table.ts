import { html, nothing, type TemplateResult } from 'lit';
import { hrefOf } from '../route.ts';
import { showMoney, showSats } from '../show/money.ts';
import type { Payment } from '../wire/payment.ts';
import { flagMarks, foreign, moment, statusMark } from './marks.ts';

/**
 * Payments as a table; on a phone each row is two lines. The roles are said again because CSS that lays a table out
 * anew takes them away in some browsers.
 *
 * @param name What the table is called.
 */
export function paymentTable(name: string, payments: readonly Payment[]): TemplateResult {
  return html`<table class="rows payments" role="table" aria-label=${name}>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Payment</th>
        <th role="columnheader" scope="col">Order</th>
        <th role="columnheader" scope="col">Status</th>
        <th role="columnheader" scope="col">Created</th>
        <th role="columnheader" scope="col" class="number">Amount</th>
      </tr>
    </thead>
    <tbody role="rowgroup">${payments.map(paymentRow)}</tbody>
  </table>`;
}

function paymentRow(payment: Payment): TemplateResult {
  const { id, reference, orderId, description, status, flags, createdAt, amount, currency, paidSats } =
    payment;
  return html`<tr role="row">
    <td role="cell" class="reference">
      <a class="whole-row" href=${hrefOf({ view: 'payment', id })}>${reference}</a>
    </td>
    <td role="cell" class="order">
      ${orderId === null ? nothing : html`<span class="one-line">${foreign(orderId)}</span>`}
      ${description === null ? nothing : html`<span class="one-line hint">${foreign(description)}</span>`}
    </td>
    <td role="cell" class="status">${statusMark(status)}${flagMarks(flags)}</td>
    <td role="cell" class="when hint">${moment(createdAt)}</td>
    <td role="cell" class="number">
      <span>${showMoney(amount, currency)}</span>
      <span class="hint">${paidSats === 0 ? nothing : showSats(paidSats)}</span>
    </td>
  </tr>`;
}
