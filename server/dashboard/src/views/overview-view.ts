import { html, nothing, type TemplateResult } from 'lit';
import { currenciesOf, periodOf } from '../chart-scale.ts';
import { Loader } from '../loader.ts';
import { markIcon, waitIcon } from '../parts/icons.ts';
import { loaded } from '../parts/loaded.ts';
import { paymentTable } from '../parts/payment-table.ts';
import { hrefOf, NO_FILTER } from '../route.ts';
import type { Session } from '../session.ts';
import { showCount, showMany, showMoney, showSats } from '../show/money.ts';
import { lastDays } from '../show/time.ts';
import type { Delivery } from '../wire/delivery.ts';
import type { Page } from '../wire/page.ts';
import type { Payment } from '../wire/payment.ts';
import type { DaySum } from '../wire/summary.ts';
import { View } from './view.ts';

const PERIODS = [7, 30, 90];
const NEWEST = '5';
const MOST_COUNTED = '100';

/** Messages that did not get through, as far as they are counted. */
interface Outstanding {
  readonly dead: Page<Delivery>;
  readonly pending: Page<Delivery>;
}

/** What was paid, with the days that were asked for. */
interface Summary {
  readonly days: readonly string[];
  readonly sums: readonly DaySum[];
}

/** `<overview-view>`: what was paid by day, what did not get through, and the newest payments. */
export class OverviewView extends View {
  static override properties = {
    session: { attribute: false },
    period: { state: true },
    currency: { state: true },
  };
  declare session: Session;
  /** Days. */
  declare period: number;
  /** Null: the one with the most payments. */
  declare currency: string | null;

  readonly #summary = new Loader<Summary>(this);
  readonly #outstanding = new Loader<Outstanding>(this);
  readonly #newest = new Loader<Page<Payment>>(this);

  constructor() {
    super();
    this.period = 30;
    this.currency = null;
  }

  protected override firstUpdated(): void {
    const { api } = this.session;
    this.#summarize();
    void this.#outstanding.run(async () => {
      const of = (state: string) => api.listDeliveries({ state, limit: MOST_COUNTED });
      const [dead, pending] = await Promise.all([of('dead'), of('pending')]);
      return { dead, pending };
    });
    void this.#newest.run(() => api.listPayments({ limit: NEWEST }));
  }

  #summarize(): void {
    const days = lastDays(this.period, Date.now());
    const from = `${days[0]}T00:00:00Z`;
    void this.#summary.run(async () => ({ days, sums: await this.session.api.summarize({ from }) }));
  }

  protected override render(): TemplateResult {
    return html`<h1 class="unseen">Overview</h1>
      <section class="card" aria-label="Paid by day">
        <div class="chart-choices">
          <div class="choices" role="group" aria-label="Period">${PERIODS.map(
            (days) =>
              html`<button type="button" aria-pressed=${this.period === days} @click=${() => this.#choose(days)}>${days} days</button>`,
          )}</div>
          ${this.#currencies()}
        </div>
        ${loaded(this.#summary, (summary) => this.#chart(summary), 5)}
      </section>
      <section class="card" aria-labelledby="outstanding">
        <h2 id="outstanding">Deliveries</h2>
        ${loaded(this.#outstanding, outstandingLinks, 1)}
      </section>
      <section class="card flush" aria-labelledby="newest">
        <div class="card-head">
          <h2 id="newest">Newest payments</h2>
          <a href=${hrefOf({ view: 'payments', filter: NO_FILTER, after: '' })}>All payments</a>
        </div>
        ${loaded(this.#newest, ({ items }) =>
          items.length > 0
            ? paymentTable('Newest payments', items)
            : html`<p class="empty">No payment yet. Each one is here as soon as its code is made.</p>`,
        )}
      </section>`;
  }

  #choose(days: number): void {
    this.period = days;
    this.#summarize();
  }

  #currencyOf(sums: readonly DaySum[]): string {
    const known = currenciesOf(sums);
    return this.currency !== null && known.includes(this.currency) ? this.currency : (known[0] ?? 'USD');
  }

  #currencies(): TemplateResult | typeof nothing {
    const sums = this.#summary.value?.sums ?? [];
    const known = currenciesOf(sums);
    if (known.length < 2) return nothing;
    const chosen = this.#currencyOf(sums);
    return html`<div class="choices" role="group" aria-label="Currency">${known.toSorted().map(
      (currency) =>
        html`<button type="button" aria-pressed=${currency === chosen} @click=${() => {
          this.currency = currency;
        }}>${currency === 'SATS' ? 'sats' : currency}</button>`,
    )}</div>`;
  }

  #chart({ sums, days }: Summary): TemplateResult {
    if (sums.length === 0) return html`<p class="empty">Nothing was paid in these ${days.length} days.</p>`;
    const period = periodOf(sums, this.#currencyOf(sums), days);
    return html`<div class="sum">
        <p class="amount">${showMoney(period.amount, period.currency)}</p>
        <p class="hint">${showMany(period.count, 'payment', 'payments')}${
          period.currency === 'SATS' ? nothing : ` · ${showSats(period.paidSats)}`
        }</p>
      </div>
      <day-chart .period=${period}></day-chart>`;
  }
}

function outstandingLinks({ dead, pending }: Outstanding): TemplateResult {
  if (dead.items.length + pending.items.length === 0) {
    return html`<p class="hint">Everything that was to be sent got through.</p>`;
  }
  const link = (state: string, icon: TemplateResult, { items, nextCursor }: Page<Delivery>, words: string) =>
    items.length === 0
      ? nothing
      : html`<a class="mark" href=${hrefOf({ view: 'deliveries', state, after: '' })}>${icon}${
          nextCursor === null ? showCount(items.length) : `More than ${showCount(items.length)}`
        } ${words}</a>`;
  return html`<p class="outstanding">
    ${link('dead', markIcon, dead, 'given up')} ${link('pending', waitIcon, pending, 'waiting')}
  </p>`;
}
