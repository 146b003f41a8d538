import { readLimits } from './amount-limits.ts';
import { currencySign } from './currency-sign.ts';
import type { Texts } from './locales/en.ts';
import { fill } from './locales/localize.ts';
import { formatMoney } from './money.ts';
import { AMOUNT } from './styles/amount.ts';
import { type AmountLimits, suggestedAmounts, typedAmount, widestLimits } from './typed-amount.ts';
import { amountPanel, type Suggestion } from './views/amount-panel.ts';

/** What a customer is asked for an amount with. */
export interface AmountEntryOptions {
  /** Asked for the limits; null in a sandbox, where none are known. */
  readonly server: URL | null;
  /** ISO 4217 code, or `SATS`. */
  readonly currency: string;
  /** Decimal strings, as the page's owner wrote them. */
  readonly suggestions: readonly string[];
  /** BCP 47 tag for numbers. */
  readonly locale: string;
  readonly texts: Texts;
  readonly fetch?: typeof fetch;
  /** It is to be drawn again. */
  readonly onChange: () => void;
  /** Told of the amount: decimal string with exactly the currency's decimals, within the limits where these are known. */
  readonly onAmount: (amount: string) => void;
}

/** The question for the amount, as long as it is open. */
export interface AmountEntry {
  render(): ReturnType<typeof amountPanel>;
  /** Ends its request, and all that it tells. */
  stop(): void;
}

/** Style sheet of the question; stands after the checkout's. */
export const amountStyles: string = AMOUNT;

/** Asks the customer for the amount. The entry of the lazy chunk. */
export function createAmountEntry(options: AmountEntryOptions): AmountEntry {
  const { server, currency, locale, texts, onChange, onAmount } = options;
  const asking = new AbortController();
  const { signal } = asking;
  const sign = currencySign(currency, locale);
  let typed = '';
  let isRefused = false;
  let limits: AmountLimits | null = null;

  function change(text: string): void {
    typed = text;
    isRefused = false;
    onChange();
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (signal.aborted) return;
    const amount = chosen();
    if (amount === null)
      refuse(event.currentTarget as HTMLFormElement); // the listener stands on the form
    else onAmount(amount);
  }

  function refuse(form: HTMLFormElement): void {
    isRefused = true;
    onChange();
    const input = form.querySelector('input');
    input?.focus();
    input?.select();
  }

  const inForce = () => limits ?? widestLimits(currency);
  const chosen = () => typedAmount(typed, currency, sign.sign, inForce());

  function hint(): string {
    // The limits of the notation are worth a word only to someone who was refused by them.
    if (!limits && !isRefused) return '';
    const { min, max } = inForce();
    const range = { min: formatMoney(min, currency, locale), max: formatMoney(max, currency, locale) };
    return fill(isRefused ? texts.amountInvalid : texts.amountRange, range);
  }

  function suggestions(): Suggestion[] {
    const amount = chosen();
    return suggestedAmounts(options.suggestions, currency, inForce()).map((suggestion) => ({
      label: formatMoney(suggestion, currency, locale),
      isChosen: suggestion === amount,
      choose: () => change(editable(suggestion, locale)),
    }));
  }

  if (server)
    void readLimits({ ...options, server, signal }).then((found) => {
      if (!found || signal.aborted) return;
      limits = found;
      onChange();
    });

  return {
    render: () =>
      amountPanel({
        typed,
        zero: new Intl.NumberFormat(locale).format(0),
        currency: sign,
        hint: hint(),
        isRefused,
        suggestions: suggestions(),
        texts,
        on: {
          type(event) {
            // It would leave the shadow tree, and be an input of the element to the page.
            event.stopPropagation();
            change((event.target as HTMLInputElement).value); // the listener stands on the input
          },
          submit,
        },
      }),
    stop: () => asking.abort(),
  };
}

/** An amount as one would type it: `25.00` as `25`, `25.50` as `25,50` where a comma is written. */
function editable(amount: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(1.5);
  const separator = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  return amount.replace(/\.0+$/, '').replace('.', separator);
}
