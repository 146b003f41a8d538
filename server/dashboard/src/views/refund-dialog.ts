import { html, nothing, type TemplateResult } from 'lit';
import { Action } from '../action.ts';
import type { RefundOrder } from '../merchant-api.ts';
import { closeAround, dialog, openDialog } from '../parts/dialog.ts';
import { failure } from '../parts/failure.ts';
import { refundLink } from '../parts/payment-parts.ts';
import { randomKey } from '../random-key.ts';
import type { Session } from '../session.ts';
import { showMoney } from '../show/money.ts';
import type { Payment } from '../wire/payment.ts';
import type { Refund } from '../wire/refund.ts';
import { View } from './view.ts';

/** `<refund-dialog>`: how much and why, whether really, and then the link for the customer. */
export class RefundDialog extends View {
  static override properties = {
    session: { attribute: false },
    payment: { attribute: false },
    onRefunded: { attribute: false },
    order: { state: true },
    refund: { state: true },
  };
  declare session: Session;
  declare payment: Payment;
  declare onRefunded: () => void;
  /** What is to be confirmed; null while it is typed. */
  declare order: RefundOrder | null;
  /** What came of it; null before. */
  declare refund: Refund | null;

  readonly #refunding = new Action(this);
  /** One a dialog: however often the button is pressed, and whatever gets lost on the way, it is one refund. */
  #idempotencyKey = '';
  #amount = '';
  #reason = '';

  constructor() {
    super();
    this.order = null;
    this.refund = null;
  }

  /** Opens it anew. */
  open(): void {
    this.#idempotencyKey = randomKey();
    this.#amount = '';
    this.#reason = '';
    this.order = null;
    this.refund = null;
    this.#refunding.clear();
    void openDialog(this);
  }

  protected override render(): TemplateResult {
    return dialog({
      id: 'refund-title',
      title: this.refund === null ? `Refund ${this.payment.reference}` : 'The refund is ready',
      content: this.#content(),
      isBusy: this.#refunding.isBusy,
      onClose: () => {
        if (this.refund !== null) this.onRefunded();
      },
    });
  }

  #content(): TemplateResult {
    if (this.refund !== null) return this.#made(this.refund);
    return this.order === null ? this.#form() : this.#confirmation(this.order);
  }

  #form(): TemplateResult {
    const { amount, currency } = this.payment;
    return html`<form @submit=${this.#submit}>
      <div class="field">
        <label for="refund-amount">Amount in ${currency === 'SATS' ? 'sats' : currency}</label>
        <input id="refund-amount" autofocus inputmode="decimal" autocomplete="off" pattern="(0|[1-9][0-9]{0,11})(\\.[0-9]{1,4})?"
          title="A number, as ${amount}" aria-describedby="about-amount" value=${this.#amount}>
        <p class="hint" id="about-amount">Empty: all that can be refunded.</p>
      </div>
      <div class="field">
        <label for="refund-reason">Reason</label>
        <input id="refund-reason" maxlength="200" autocomplete="off" aria-describedby="about-reason" value=${this.#reason}>
        <p class="hint" id="about-reason">For your own books: the customer does not see it.</p>
      </div>
      <p class="actions"><button type="submit" class="primary">Continue</button>
        <button type="button" class="quiet" @click=${closeAround}>Cancel</button></p>
    </form>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const of = (id: string) => this.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? '';
    this.#amount = of('refund-amount');
    this.#reason = of('refund-reason');
    this.order = {
      ...(this.#amount === '' ? {} : { amount: this.#amount }),
      ...(this.#reason === '' ? {} : { reason: this.#reason }),
    };
    void this.#focusFirst();
  }

  #confirmation(order: RefundOrder): TemplateResult {
    const { reference, currency } = this.payment;
    const what = order.amount === undefined ? 'all that can be refunded' : showMoney(order.amount, currency);
    const { isBusy, error } = this.#refunding;
    return html`<div class="words">
        <p>Refund <strong>${what}</strong> of ${reference}?</p>
        <p class="hint">You get a link. Whoever opens it can take the money from your node, so send it to the customer only.</p>
      </div>
      ${failure(error)}
      <p class="actions"><button type="button" class="primary" aria-disabled=${isBusy} @click=${() => this.#refund(order)}>
          ${isBusy ? 'Making the refund' : 'Make the refund'}</button>
        <button type="button" class="quiet" ?disabled=${isBusy} @click=${this.#back}>Back</button></p>`;
  }

  #back(): void {
    this.#refunding.clear();
    this.order = null;
    void this.#focusFirst();
  }

  #refund(order: RefundOrder): void {
    void this.#refunding.run(async () => {
      this.refund = await this.session.api.refund(this.payment.id, order, this.#idempotencyKey);
      void this.#focusFirst();
    });
  }

  #made({ amount, currency, reason, link }: Refund): TemplateResult {
    return html`<div class="words">
        <p role="status"><strong>${showMoney(amount, currency)}</strong> can be taken with this link.</p>
        ${reason === null ? nothing : html`<p class="hint"><bdi>${reason}</bdi></p>`}
      </div>
      ${link === null ? nothing : refundLink(link)}
      <p class="hint">Send it to the customer. It stays with the payment, too.</p>
      <p class="actions"><button type="button" class="primary" @click=${closeAround}>Done</button></p>`;
  }

  /** What was pressed is gone with its step. */
  async #focusFirst(): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>('dialog input, dialog .actions button')?.focus();
  }
}
