import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Loader } from '../loader.ts';
import { deliveryList } from '../parts/delivery-list.ts';
import { backIcon } from '../parts/icons.ts';
import { loaded } from '../parts/loaded.ts';
import { statusMark } from '../parts/marks.ts';
import { factList, invoiceList, ledgerList, refundList, storyList } from '../parts/payment-parts.ts';
import { Replay } from '../replay.ts';
import type { Session } from '../session.ts';
import { showMoney, showSats } from '../show/money.ts';
import { flagMeaning, flagWord } from '../show/words.ts';
import type { PaymentHistory, StoryLine } from '../wire/payment.ts';
import type { ForgetDialog } from './forget-dialog.ts';
import type { RefundDialog } from './refund-dialog.ts';
import { View } from './view.ts';

/** `<payment-view>`: one payment, with all that the ledger knows of it. */
export class PaymentView extends View {
  static override properties = { session: { attribute: false }, paymentId: { attribute: false } };
  declare session: Session;
  declare paymentId: string;

  readonly #payment = new Loader<PaymentHistory>(this);
  readonly #story = new Loader<readonly StoryLine[]>(this);
  readonly #replay = new Replay(this, () => this.#reload());

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('paymentId')) return;
    const { session, paymentId } = this;
    void this.#payment.run(() => session.api.getPayment(paymentId), true);
    void this.#story.run(() => session.api.explain(paymentId), true);
  }

  protected override render(): TemplateResult {
    return html`${this.#payment.value === null ? html`<h1 class="unseen">Payment</h1>` : nothing}
      <p class="way-back"><a href="#/payments">${backIcon}Payments</a></p>
      ${loaded(this.#payment, (payment) => this.#whole(payment), 8)}`;
  }

  #whole(payment: PaymentHistory): TemplateResult {
    return html`${this.#head(payment)}
      <div class="columns">
        <div class="column">
          ${card('Story', loaded(this.#story, storyList))}
          ${card('Deliveries', deliveryPart(payment, this.#replay, this.session), 'flush')}
          ${card('Ledger', ledgerList(payment.events))}
        </div>
        <div class="column">
          ${card('Facts', factList(payment))}
          ${payment.refunds.length === 0 ? nothing : card('Refunds', refundList(payment.refunds))}
          ${card('Invoices', invoiceList(payment))}
          ${this.#privacy(payment)}
        </div>
      </div>`;
  }

  #head(payment: PaymentHistory): TemplateResult {
    const { reference, status, flags, amount, currency, paidSats, receiptUrl } = payment;
    return html`<div class="payment-head">
      <div class="sum">
        <h1>${showMoney(amount, currency)}</h1>
        ${paidSats === 0 ? nothing : html`<p class="hint">${showSats(paidSats)} received</p>`}
      </div>
      <p class="line">
        ${statusMark(status)}<span>${reference}</span>
      </p>
      ${
        flags.length === 0
          ? nothing
          : html`<ul class="flag-words">${flags.map((flag) => html`<li><strong>${flagWord(flag)}.</strong> ${flagMeaning(flag)}</li>`)}</ul>`
      }
      <p class="actions">
        ${
          this.session.access === 'all' && paidSats > 0
            ? html`<button type="button" class="primary" @click=${() => this.#open('refund-dialog')}>Refund</button>`
            : nothing
        }
        ${receiptUrl === null ? nothing : html`<a class="button quiet" href=${receiptUrl} target="_blank" rel="noreferrer">Receipt</a>`}
      </p>
      <refund-dialog .session=${this.session} .payment=${payment} .onRefunded=${() => this.#reload()}></refund-dialog>
    </div>`;
  }

  #privacy(payment: PaymentHistory): TemplateResult | typeof nothing {
    if (this.session.access === 'read') return nothing;
    return html`<section class="card">
      <h2>Personal data</h2>
      <p class="hint">E-mail, description and metadata can be deleted, when a customer asks for it. Amounts stay.</p>
      <p><button type="button" class="quiet danger" @click=${() => this.#open('forget-dialog')}>Delete personal data</button></p>
      <forget-dialog .session=${this.session} .payment=${payment} .onForgotten=${() => this.#reload()}></forget-dialog>
    </section>`;
  }

  #open(name: 'refund-dialog' | 'forget-dialog'): void {
    this.querySelector<RefundDialog | ForgetDialog>(name)?.open();
  }

  #reload(): void {
    void this.#payment.again();
    void this.#story.again();
  }
}

function card(title: string, content: TemplateResult | typeof nothing, kind = ''): TemplateResult {
  return html`<section class="card ${kind}"><h2>${title}</h2>${content}</section>`;
}

function deliveryPart({ deliveries }: PaymentHistory, replay: Replay, session: Session): TemplateResult {
  if (deliveries.length === 0) return html`<p class="hint empty-part">Nothing was to be sent.</p>`;
  return deliveryList({ deliveries, replay: replay.of(session), isOfPayment: true });
}
