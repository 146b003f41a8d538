import type { TemplateResult } from 'lit';
import type { CurrencySign } from '../currency-sign.ts';
import type { Texts } from '../locales/en.ts';
import { html, nothing } from './html.ts';

/** What the question for the amount is drawn from. */
export interface AmountQuestion {
  /** What is typed. */
  readonly typed: string;
  /** Stands there as long as nothing is typed: zero, in the digits of the language. */
  readonly zero: string;
  readonly currency: CurrencySign;
  /** The range that is asked for, or why what was typed is refused; empty where nobody knows. */
  readonly hint: string;
  /** What is typed was sent, and is no amount that can be paid. */
  readonly isRefused: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly texts: Texts;
  readonly on: AmountActions;
}

/** An amount to choose. */
export interface Suggestion {
  /** Formatted money. */
  readonly label: string;
  /** It is what is typed. */
  readonly isChosen: boolean;
  readonly choose: () => void;
}

/** What the customer can do. */
export interface AmountActions {
  readonly type: (event: Event) => void;
  readonly submit: (event: Event) => void;
}

/**
 * Asks for the amount, in the place of the invoice and its actions and as high as these. The input has the width of what
 * stands in it, from a text behind it that is not seen; whoever presses beside it presses its label.
 */
export function amountPanel(question: AmountQuestion): TemplateResult {
  const { texts, on } = question;
  return html`<form class="question" part="question" novalidate @submit=${on.submit}>
    <div class="panel ask">
      ${field(question)}
      <p class="range ${question.isRefused ? 'refused' : ''}" part="hint" id="hint" aria-live="polite">${question.hint}</p>
      ${choices(question)}
    </div>
    <div class="actions" part="actions"><button part="action primary" class="key primary" type="submit">${texts.next}</button></div>
  </form>`;
}

function field({ typed, zero, currency, isRefused, texts, on }: AmountQuestion): TemplateResult {
  // A word stands apart from the number, a `$` does not; `bdi`, or `US$` would be `$US` among words from right to left.
  const sign = html`<bdi>${currency.sign}</bdi>`;
  const isApart = !currency.isBefore || currency.sign.length > 1;
  return html`<label class="entry"><span>${texts.amount}</span><span class="typed ${isApart ? 'apart' : ''} ${isRefused ? 'refused' : ''}">
    ${currency.isBefore ? sign : nothing}
    <span class="digits"><i aria-hidden="true">${typed || zero}</i><input
      part="input"
      name="amount"
      type="text"
      dir="ltr"
      inputmode="decimal"
      autocomplete="off"
      enterkeyhint="go"
      autofocus
      aria-describedby="hint"
      aria-invalid=${isRefused ? 'true' : nothing}
      placeholder=${zero}
      .value=${typed}
      @input=${on.type}
    ></span>
    ${currency.isBefore ? nothing : sign}
  </span></label>`;
}

function choices({ suggestions, texts }: AmountQuestion): TemplateResult | typeof nothing {
  if (suggestions.length === 0) return nothing;
  return html`<div class="chips" role="group" aria-label=${texts.amount}>${suggestions.map(chip)}</div>`;
}

const chip = ({ label, isChosen, choose }: Suggestion) => html`<button
  part="suggestion"
  class="key chip"
  type="button"
  aria-pressed=${isChosen ? 'true' : 'false'}
  @click=${choose}
>${label}</button>`;
