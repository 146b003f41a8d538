import { html, nothing, type TemplateResult } from 'lit';
import { showMoney, showSats } from '../show/money.ts';
import { plain } from '../show/plain.ts';
import { eventWords, pricedByWords, readableWord } from '../show/words.ts';
import type { LedgerRow, Payment, StoryLine } from '../wire/payment.ts';
import type { Refund } from '../wire/refund.ts';
import { foreign, moment, statusMark } from './marks.ts';

/** What happened, in sentences. */
export function storyList(lines: readonly StoryLine[]): TemplateResult {
  if (lines.length === 0) return html`<p class="hint">Nothing happened yet.</p>`;
  return html`<ol class="story">${lines.map(
    ({ at, text }) => html`<li class=${at === null ? 'ahead' : ''}>
      <p><bdi>${plain(text)}</bdi></p>
      <p class="hint">${at === null ? 'Now' : moment(at)}</p>
    </li>`,
  )}</ol>`;
}

/** The facts of a payment by name; what it does not have is left out. */
export function factList(payment: Payment): TemplateResult {
  const { orderId, description, email, metadata, pricedBy, createdAt, settledAt, id } = payment;
  const facts: readonly (readonly [string | TemplateResult, TemplateResult | string | null])[] = [
    ['Order id', orderId === null ? null : foreign(orderId)],
    ['Description', description === null ? null : foreign(description)],
    ['E-mail', email === null ? null : foreign(email)],
    ['Price set by', pricedByWords(pricedBy)],
    ['Created', moment(createdAt)],
    ['Settled', settledAt === null ? null : moment(settledAt)],
    ...metadata.map(([name, value]) => [foreign(name), foreign(value)] as const),
    ['Payment id', html`<code>${id}</code>`],
  ];
  return html`<dl class="facts">${facts.map(([name, value]) =>
    value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** The invoices of a payment, newest first. */
export function invoiceList({ invoices, currency }: Payment): TemplateResult {
  if (invoices.length === 0) return html`<p class="hint">No code was made.</p>`;
  return html`<ol class="invoices">${invoices.toReversed().map(
    (invoice) => html`<li>
      <p class="line between">${statusMark(invoice.status)}<span>${showSats(invoice.amountSats)}</span></p>
      <dl class="facts">
        ${invoice.paidSats === 0 ? nothing : html`<div><dt>Received</dt><dd>${showSats(invoice.paidSats)}</dd></div>`}
        ${currency === 'SATS' ? nothing : html`<div><dt>1 BTC</dt><dd>${showMoney(invoice.rate, currency)}</dd></div>`}
        <div><dt>Expires</dt><dd>${moment(invoice.expiresAt)}</dd></div>
        <div><dt>At BTCPay</dt><dd><code>${invoice.id}</code></dd></div>
        <div><dt>Payment hash</dt><dd><code>${invoice.paymentHash}</code></dd></div>
      </dl>
    </li>`,
  )}</ol>`;
}

/** The rows of the ledger as they are, oldest first; what a row holds is behind it. */
export function ledgerList(events: readonly LedgerRow[]): TemplateResult {
  return html`<ol class="ledger">${events.map(({ type, at, data }) => {
    const line = html`<span>${eventWords(type)}</span><span class="hint">${moment(at)}</span>`;
    if (data.length === 0) return html`<li><p class="ledger-line">${line}</p></li>`;
    return html`<li><details>
      <summary class="ledger-line">${line}</summary>
      <dl class="facts">${data.map(ledgerFact)}</dl>
    </details></li>`;
  })}</ol>`;
}

function ledgerFact([name, value]: readonly [string, string]): TemplateResult {
  const isMoment = /AtMs$/.test(name) && /^\d{1,15}$/.test(value);
  return html`<div>
    <dt>${readableWord(isMoment ? name.slice(0, -2) : name)}</dt>
    <dd>${isMoment ? moment(new Date(Number(value)).toISOString()) : foreign(value)}</dd>
  </div>`;
}

/** Refunds, newest first, each with its link. */
export function refundList(refunds: readonly Refund[]): TemplateResult {
  return html`<ol class="refunds">${refunds.toReversed().map(
    ({ amount, currency, reason, createdAt, link }) => html`<li>
      <p class="line between"><strong>${showMoney(amount, currency)}</strong><span class="hint">${moment(createdAt)}</span></p>
      ${reason === null ? nothing : html`<p>${foreign(reason)}</p>`}
      ${link === null ? html`<p class="hint">BTCPay Server did not answer: it is not known yet whether this was made. A new refund of this payment finds out.</p>` : refundLink(link)}
    </li>`,
  )}</ol>`;
}

/** A refund's link, to be sent to the customer. */
export function refundLink(link: string): TemplateResult {
  return html`<div class="link-field">
    <input type="text" readonly .value=${link} aria-label="Refund link" @focus=${selectAll}>
    <copy-button .text=${link}></copy-button>
  </div>`;
}

function selectAll(event: Event): void {
  if (event.target instanceof HTMLInputElement) event.target.select();
}
