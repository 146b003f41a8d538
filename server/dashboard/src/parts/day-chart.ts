import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { halfOf, type Period, shareOf, topOfAxis } from '../chart-scale.ts';
import { showMany, showMoney, showSats } from '../show/money.ts';
import { showDay } from '../show/time.ts';
import { View } from '../views/view.ts';
import type { DaySum } from '../wire/summary.ts';

/** CSS pixels. */
const HEIGHT = 200;
const ABOVE = 12;
const BELOW = 28;
const BASE = HEIGHT - BELOW;
const GAP_TO_AXIS = 12;
const WIDEST_BAR = 32;

/** `<day-chart>`: what was paid by day, as bars, and the same as a table. */
export class DayChart extends View {
  static override properties = {
    period: { attribute: false },
    width: { state: true },
    pointed: { state: true },
  };
  declare period: Period;
  /** CSS pixels; 0 until it is known. */
  declare width: number;
  /** Index of the day under the pointer. */
  declare pointed: number | null;

  readonly #size = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.width = 0;
    this.pointed = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  protected override render(): TemplateResult {
    const { days } = this.period;
    return html`${this.width === 0 ? html`<div class="no-chart"></div>` : this.#bars()}
      <p class="hint read-out">${this.#readOut()}</p>
      <details>
        <summary class="hint">As a table</summary>
        <div class="scrolls" tabindex="0" role="region" aria-label="Paid by day, as a table">
          <table class="rows plain">
            <thead><tr><th scope="col">Day (UTC)</th><th scope="col" class="number">Payments</th><th scope="col" class="number">Sats</th><th scope="col" class="number">Amount</th></tr></thead>
            <tbody>${days.filter(({ count }) => count > 0).map(tableRow)}</tbody>
          </table>
        </div>
      </details>`;
  }

  #readOut(): string {
    const day = this.pointed === null ? undefined : this.period.days[this.pointed];
    if (day === undefined) return 'Days are those of UTC.';
    return `${showDay(day.day)}: ${showMoney(day.amount, day.currency)}, ${showMany(day.count, 'payment', 'payments')}`;
  }

  #bars(): TemplateResult {
    const { days, currency, amount, count } = this.period;
    const top = topOfAxis(days.map((day) => day.amount));
    const lines = [top, halfOf(top)].map((at) => ({ label: axisLabel(at, currency), y: yOf(at, top) }));
    const left = Math.ceil(Math.max(...lines.map(({ label }) => label.length)) * 7.5) + GAP_TO_AXIS;
    const step = (this.width - left) / days.length;
    const bar = Math.max(1, Math.min(WIDEST_BAR, Math.round(step * 0.72)));
    const place = { left, step, bar, top };
    const first = days[0]?.day ?? '';
    const last = days.at(-1)?.day ?? '';
    return html`<svg class="chart" width=${this.width} height=${HEIGHT} role="img" aria-labelledby="chart-title chart-about"
      @pointermove=${(event: PointerEvent) => this.#point(event, place)} @pointerleave=${() => {
        this.pointed = null;
      }}>
      <title id="chart-title">Paid by day</title>
      <desc id="chart-about">${showDay(first)} to ${showDay(last)}: ${showMoney(amount, currency)} in ${showMany(count, 'payment', 'payments')}. The same is below as a table.</desc>
      <g aria-hidden="true">
        ${lines.map(
          ({ label, y }) => svg`<path class="grid" d="M${left} ${y}H${this.width}"></path>
            <text x="0" y=${y + 4}>${label}</text>`,
        )}
        ${days.map((day, index) => this.#bar(day, index, place))}
        <path class="base" d="M${left} ${BASE + 0.5}H${this.width}"></path>
        <text x=${left} y=${HEIGHT - 4}>${showDay(first)}</text>
        <text x=${this.width} y=${HEIGHT - 4} text-anchor="end">${showDay(last)}</text>
      </g>
    </svg>`;
  }

  #bar(day: DaySum, index: number, { left, step, bar, top }: Place): SVGTemplateResult | typeof nothing {
    if (day.count === 0) return nothing;
    const height = Math.max(2, BASE - yOf(day.amount, top));
    const x = left + index * step + (step - bar) / 2;
    const round = Math.min(bar / 2, height, 4);
    const path = `M${x} ${BASE}v${round - height}q0 ${-round} ${round} ${-round}h${bar - 2 * round}q${round} 0 ${round} ${round}V${BASE}z`;
    return svg`<path class=${this.pointed === index ? 'day pointed' : 'day'} d=${path}></path>`;
  }

  #point(event: PointerEvent, { left, step }: Place): void {
    const index = Math.floor((event.offsetX - left) / step);
    this.pointed = index >= 0 && index < this.period.days.length ? index : null;
  }
}

interface Place {
  readonly left: number;
  readonly step: number;
  readonly bar: number;
  readonly top: string;
}

function yOf(amount: string, top: string): number {
  return Math.round(BASE - shareOf(amount, top) * (BASE - ABOVE)) + 0.5;
}

/** An amount as short as it goes: `$1.2K`. */
function axisLabel(amount: string, currency: string): string {
  const short = { notation: 'compact', maximumFractionDigits: 1 } as const;
  if (currency === 'SATS') return new Intl.NumberFormat(undefined, short).format(BigInt(amount));
  const [whole = '0', fraction = '0'] = amount.split('.');
  if (BigInt(whole) < 10n && /[1-9]/.test(fraction)) return showMoney(amount, currency);
  return new Intl.NumberFormat(undefined, {
    ...short,
    style: 'currency',
    currency,
    minimumFractionDigits: 0,
  }).format(BigInt(whole));
}

function tableRow({ day, count, paidSats, amount, currency }: DaySum): TemplateResult {
  return html`<tr>
    <th scope="row">${showDay(day)}</th>
    <td class="number">${count}</td>
    <td class="number">${showSats(paidSats)}</td>
    <td class="number">${showMoney(amount, currency)}</td>
  </tr>`;
}
