import { html } from 'hono/html';
import { showMoney, showSats, showTimeLeft } from '../../payments/show.ts';
import type { WirePayment } from '../contract.ts';
import { checkSign, clockSign, copyIcon, markSign, ringSign, walletIcon } from './icons.ts';
import { type MailWish, mailForm } from './mail-form.ts';
import { type Html, layOut, type Site } from './page.ts';
import { qrCode } from './qr-code.ts';

/** What the page of a payment shows. */
export interface InvoiceView {
  readonly payment: WirePayment;
  /** Seconds that the invoice lives from its making to its end. */
  readonly lifeSeconds: number;
  /** A fresh code was asked for just now and could not be had. */
  readonly hasNoCode: boolean;
  /** The customer asked for a page that does not read itself again, to mark the invoice's text in peace. */
  readonly isStill: boolean;
  /** Null: receipts are not mailed here. */
  readonly mail: MailWish | null;
}

/** In the last five minutes the time is shown as a notice. */
const SOON_SECONDS = 300;
/** How often a page without scripts is read again, while something is to come. */
const REFRESH_SECONDS = 5;
/** How often the script reads: while something is to come, and while money could still come late. */
const REREAD_SECONDS = 2;
const WATCH_SECONDS = 15;

/** What a payment is to its customer. */
type Phase = 'awaiting' | 'processing' | 'settled' | 'expired' | 'failed';

/** Draws a payment, in the same order as the element's dialog. */
export function invoicePage(site: Site, view: InvoiceView): Html {
  const { payment, isStill } = view;
  const phase = phaseOf(payment);
  const isOnItsWay = phase === 'awaiting' || phase === 'processing';
  const amount = showMoney(payment.amount, payment.currency);
  return layOut(site, {
    title: `${TITLES[phase]} ${amount}`,
    state: `${phase} ${payment.version} ${view.hasNoCode ? 'no code' : ''}`,
    content: phase === 'settled' ? settled(site, payment, amount) : waiting(site, view, phase, amount),
    foot: payment.reference,
    below: below(site, view, phase),
    isHelpPrimary: isHelpPrimary(payment, phase),
    refreshSeconds: isOnItsWay && !isStill ? REFRESH_SECONDS : null,
    rereadSeconds: isOnItsWay ? REREAD_SECONDS : phase === 'settled' ? null : WATCH_SECONDS,
  });
}

const TITLES = {
  awaiting: 'Pay',
  processing: 'Confirming',
  settled: 'Paid',
  expired: 'Expired:',
  failed: 'Not paid:',
} as const satisfies Record<Phase, string>;

function phaseOf({ status, invoice }: WirePayment): Phase {
  if (status === 'settled' || status === 'processing') return status;
  if (status === 'invalid') return 'failed';
  return invoice === null ? 'expired' : 'awaiting';
}

function waiting(site: Site, view: InvoiceView, phase: Exclude<Phase, 'settled'>, amount: string): Html {
  const { payment } = view;
  const seconds = payment.invoice?.expiresInSeconds ?? null;
  const isSoon = seconds !== null && seconds <= SOON_SECONDS;
  const aside =
    phase === 'expired' ? 'Rate expired' : showSats(payment.invoice?.amountSats ?? payment.paidSats);
  return html`<div class="panel${isSoon ? ' soon' : ''}">
<div class="sum"><h1 class="amount"><span class="unseen">Pay </span>${amount}</h1><p class="aside">${phase === 'failed' ? '' : aside}</p></div>
${card(phase, payment)}
${timeLine(view, seconds)}
<div class="status">${phase === 'awaiting' ? html`<span class="dot waits"></span>` : ''}<p id="words" class="words${phase === 'expired' || phase === 'failed' ? ' plain' : ''}">${statusText(view, phase)}</p>${
    seconds === null
      ? ''
      : html`<span id="time" class="time" role="timer" aria-label="Time left" data-seconds="${seconds}">${showTimeLeft(seconds)}</span>`
  }</div>
</div>
${actions(site, payment, phase)}`;
}

function card(phase: Exclude<Phase, 'settled'>, { invoice }: WirePayment): Html {
  if (phase !== 'awaiting' || invoice === null) {
    const sign = { awaiting: '', processing: ringSign, expired: clockSign, failed: markSign }[phase];
    return html`<div class="card">${sign}</div>`;
  }
  const { size, path } = qrCode(invoice.bolt11);
  const label = `QR code of a Lightning invoice for ${showSats(invoice.amountSats)}. Scan it with a Lightning wallet, or use the buttons below.`;
  return html`<div class="card paper"><svg class="code" role="img" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" aria-label="${label}"><path d="${path}"></path></svg></div>`;
}

/** A line that shrinks with the time: its length is an attribute, since no style may stand in a page. */
function timeLine({ lifeSeconds }: InvoiceView, seconds: number | null): Html {
  if (seconds === null) return html`<div class="time-line"></div>`;
  const width = Math.max(0, Math.min(1000, Math.round((seconds * 1000) / Math.max(1, lifeSeconds))));
  return html`<svg class="time-line runs" viewBox="0 0 1000 2" preserveAspectRatio="none" aria-hidden="true"><rect id="left" width="${width}" height="2" data-life="${lifeSeconds}"></rect></svg>`;
}

function statusText({ payment, hasNoCode }: InvoiceView, phase: Exclude<Phase, 'settled'>): string | Html {
  const { invoice, flags } = payment;
  const reference = html`<span class="whole">${payment.reference}</span>`;
  const isPart = flags.includes('underpaid');
  switch (phase) {
    case 'awaiting':
      return isPart && invoice !== null
        ? `Part of it has arrived. Still to pay: ${showSats(invoice.amountSats)}.`
        : 'Waiting for payment';
    case 'processing':
      return 'Payment seen, confirming';
    case 'expired':
      if (isPart) return html`Expired after part was paid. Please show the shop ${reference}.`;
      return html`${hasNoCode ? 'We could not get a new code.' : 'This code has expired.'} Already paid? We are still watching ${reference}.`;
    case 'failed':
      return html`This payment cannot be completed. If you have paid, show the shop ${reference}.`;
  }
}

/** Nothing is left to do here but to ask the shop. */
function isHelpPrimary({ flags }: WirePayment, phase: Phase): boolean {
  return phase === 'failed' || (phase === 'expired' && flags.includes('underpaid'));
}

function actions({ base, supportUrl }: Site, payment: WirePayment, phase: Phase): Html {
  const { id, invoice } = payment;
  if (phase === 'awaiting' && invoice !== null) {
    return html`<div class="actions pay-with"><button id="copy" class="key copy" type="button" data-text="${invoice.bolt11}" aria-label="Copy invoice">${copyIcon}<span>Copy</span></button><a id="wallet" class="key wallet" href="${invoice.paymentLink}">${walletIcon}<span>Open wallet</span></a></div>`;
  }
  if (phase === 'expired' && !isHelpPrimary(payment, phase)) {
    return html`<form class="actions" method="post" action="${base}/pay/${id}"><button id="renew" class="key primary" data-busy="Getting your invoice"><span>New code</span></button></form>`;
  }
  if (supportUrl === null || !isHelpPrimary(payment, phase)) return html`<div class="actions"></div>`;
  return html`<div class="actions"><a id="help" class="key primary" href="${supportUrl}">Get help</a></div>`;
}

function settled({ base, shop }: Site, payment: WirePayment, amount: string): Html {
  const { paidSats, receiptUrl } = payment;
  const token = receiptUrl?.split('/').at(-1);
  return html`<div class="panel middle">
<div class="seal">${checkSign}</div>
<h1 class="title">Paid</h1>
<p class="got"><b>${amount}</b> ${paidSats > 0 ? showSats(paidSats) : ''}</p>
<p class="thanks">${shop} has your payment. Keep the receipt for your records.</p>
</div>
<div class="actions">${token === undefined ? '' : html`<a id="receipt" class="key primary" href="${base}/receipt/${token}">Receipt</a>`}</div>`;
}

function below({ base }: Site, { payment, isStill, mail }: InvoiceView, phase: Phase): Html | null {
  const { id, invoice } = payment;
  const here = `${base}/pay/${id}`;
  if (phase === 'settled') return mail === null ? null : mailForm(`${here}/mail`, mail);
  const again = isStill
    ? html`<p class="scriptless"><a href="${here}">Look again by itself</a></p>`
    : html`<p class="scriptless">${invoice === null && phase !== 'processing' ? '' : html`This page looks again every ${REFRESH_SECONDS} seconds. <a class="whole" href="${here}?still">Stop that</a> `}<a class="whole" href="${here}">Look now</a></p>`;
  if (phase !== 'awaiting' || invoice === null) return again;
  return html`<details id="text"${isStill ? html` open` : ''}><summary id="text-summary">Invoice as text</summary><p class="bolt11" id="bolt11" tabindex="0">${invoice.bolt11}</p></details>
${again}`;
}
