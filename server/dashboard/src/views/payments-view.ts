import { html, type nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { Action } from '../action.ts';
import { Loader } from '../loader.ts';
import { failure } from '../parts/failure.ts';
import { loaded } from '../parts/loaded.ts';
import { pageLinks } from '../parts/pages.ts';
import { paymentTable } from '../parts/payment-table.ts';
import { saveFile } from '../parts/save-file.ts';
import { paymentQuery } from '../payment-query.ts';
import { hrefOf, NO_FILTER, type PaymentFilter, type Route } from '../route.ts';
import type { Session } from '../session.ts';
import { statusWord } from '../show/words.ts';
import type { Page } from '../wire/page.ts';
import type { Payment } from '../wire/payment.ts';
import { View } from './view.ts';

const STATUSES = ['new', 'processing', 'settled', 'expired', 'invalid'];
const PAGE_SIZE = '25';

/** `<payments-view>`: the list of payments, narrowed and page by page, and its export. */
export class PaymentsView extends View {
  static override properties = { session: { attribute: false }, route: { attribute: false } };
  declare session: Session;
  declare route: Route & { view: 'payments' };

  readonly #list = new Loader<Page<Payment>>(this);
  readonly #exporting = new Action(this);

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('route')) return;
    const { filter, after } = this.route;
    void this.#list.run(() =>
      this.session.api.listPayments({ ...paymentQuery(filter), limit: PAGE_SIZE, cursor: after }),
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="head">
        <h1>Payments</h1>
        <button type="button" class="quiet" aria-disabled=${this.#exporting.isBusy} @click=${this.#export}>
          ${this.#exporting.isBusy ? 'Exporting' : 'Export CSV'}
        </button>
      </div>
      ${failure(this.#exporting.error)}
      ${this.#form()}
      <section class="card flush">
        ${loaded(this.#list, (page) => this.#page(page), 6)}
      </section>
      ${this.#links()}`;
  }

  #form(): TemplateResult {
    const { filter } = this.route;
    return html`<form class="filters" role="search" @submit=${this.#submit} @change=${this.#submit}>
      <div class="field grow">
        <label for="search">Reference or order id</label>
        <input id="search" name="search" type="search" maxlength="64" autocomplete="off" spellcheck="false"
          .value=${live(filter.search)}>
      </div>
      <div class="field">
        <label for="status">Status</label>
        <select id="status" name="status">
          <option value="" ?selected=${filter.status === ''}>All</option>
          ${STATUSES.map((status) => html`<option value=${status} ?selected=${filter.status === status}>${statusWord(status)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="from">From</label>
        <input id="from" name="from" type="date" .value=${live(filter.from)}>
      </div>
      <div class="field">
        <label for="to">To</label>
        <input id="to" name="to" type="date" .value=${live(filter.to)}>
      </div>
      <button type="submit" class="quiet">Search</button>
    </form>`;
  }

  #page({ items }: Page<Payment>): TemplateResult {
    if (items.length > 0) return paymentTable('Payments', items);
    if (hrefOf({ ...this.route, after: '' }) === hrefOf({ ...this.route, filter: NO_FILTER, after: '' })) {
      return html`<p class="empty">No payment yet. Each one is here as soon as its code is made.</p>`;
    }
    return html`<p class="empty" role="status">
      No payment like this. <a href=${hrefOf({ view: 'payments', filter: NO_FILTER, after: '' })}>Show all</a>
    </p>`;
  }

  #links(): TemplateResult | typeof nothing {
    const next = this.#list.value?.nextCursor ?? null;
    return pageLinks(
      this.route.after === '' ? null : hrefOf({ ...this.route, after: '' }),
      next === null ? null : hrefOf({ ...this.route, after: next }),
    );
  }

  #submit(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement); // the listener is on the form
    const of = (name: keyof PaymentFilter) => String(form.get(name) ?? '').trim();
    const filter = { status: of('status'), search: of('search'), from: of('from'), to: of('to') };
    location.hash = hrefOf({ view: 'payments', filter, after: '' });
  }

  async #export(): Promise<void> {
    const query = paymentQuery(this.route.filter);
    await this.#exporting.run(async () => {
      saveFile(await this.session.api.exportPayments(query), 'payments.csv');
    });
  }
}
