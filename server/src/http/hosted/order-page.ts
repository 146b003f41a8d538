import { html } from 'hono/html';
import { formatMoney, type Money } from '../../payments/money.ts';
import type { CurrencyLimits } from '../../payments/price-policy.ts';
import { currencySign, showMoney } from '../../payments/show.ts';
import { bolt } from './icons.ts';
import type { Order } from './order.ts';
import { type Html, layOut, type Site } from './page.ts';

/** What a customer may order here. */
export interface Offer {
  /** As it was asked for: the form sends it on. */
  readonly order: Order;
  /** Null: the customer types the amount. */
  readonly price: Money | null;
  readonly description: string | null;
  readonly orderId: string | null;
  /** What may be typed: one currency or more. */
  readonly currencies: readonly [CurrencyLimits, ...CurrencyLimits[]];
}

/** The page of an offer, with a form that makes it a payment. */
export interface OrderView {
  readonly offer: Offer;
  /** However often this form is sent, it is one payment. */
  readonly key: string;
  /** Why the last try failed. */
  readonly notice: string | null;
  /** What was filled in then. */
  readonly filled: Pick<Order, 'amount' | 'currency'>;
}

/** Draws what is to be paid, and one button. */
export function orderPage(site: Site, { offer, key, notice, filled }: OrderView): Html {
  const { price, order, orderId } = offer;
  const amount = price === null ? null : showMoney(formatMoney(price), price.currency);
  const told = [offer.description, orderId === null ? null : `Order ${orderId}`, order.email ?? null];
  const typed = price === null ? (offer.currencies.length === 1 ? ['amount'] : ['amount', 'currency']) : [];
  const content = html`<form method="post" action="${site.base}/pay">
<div class="panel middle">
${amount === null ? amountField(offer, notice, filled) : html`<h1 class="amount"><span class="unseen">Pay </span>${amount}</h1>`}
${told.map((text) => (text === null ? '' : html`<p class="told">${text}</p>`))}
${notice !== null && amount !== null ? html`<p class="notice" role="alert">${notice}</p>` : ''}
</div>
${hidden('key', key)}
${typed.map((part) => hidden('typed', part))}
${Object.entries(order).map(([part, value]) => hidden(part, value))}
<div class="actions"><button id="pay" class="key primary" data-busy="Getting your invoice">${bolt}<span>${amount === null ? 'Continue' : `Pay ${amount}`}</span></button></div>
</form>`;
  return layOut(site, {
    title: amount === null ? 'Pay' : `Pay ${amount}`,
    state: 'order',
    content,
    foot: 'Paid over Lightning',
    below: html`<p>You see a code next. Nothing is charged until you pay it with your wallet.</p>`,
  });
}

const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`;

function amountField({ currencies }: Offer, notice: string | null, filled: OrderView['filled']): Html {
  const [{ currency }] = currencies;
  const isOne = currencies.length === 1;
  const sign = isOne ? currencySign(currency) : '';
  return html`<h1 class="ask"><label for="amount">${isOne && sign === '' ? `Amount in ${currency}` : 'Amount'}</label></h1>
<div class="field">
${sign === '' ? '' : html`<span class="sign-of" aria-hidden="true">${sign}</span>`}
<input id="amount" name="amount" type="text" inputmode="decimal" autocomplete="off" maxlength="20" size="7" required value="${filled.amount ?? ''}" aria-describedby="range" aria-invalid="${notice === null ? 'false' : 'true'}">
${isOne ? '' : currencyChoice(currencies, filled.currency)}
</div>
${notice === null ? html`<p id="range" class="told">${rangeText(currencies)}</p>` : html`<p id="range" class="notice" role="alert">${notice}</p>`}`;
}

function currencyChoice(currencies: Offer['currencies'], chosen: string | undefined): Html {
  const options = currencies.map(
    ({ currency }) => html`<option${currency === chosen ? html` selected` : ''}>${currency}</option>`,
  );
  return html`<select name="currency" aria-label="Currency">${options}</select>`;
}

/** Says what may be typed: `Between $20.00 and $100.00`. */
export function rangeText(currencies: readonly CurrencyLimits[]): string {
  const show = (money: Money) => showMoney(formatMoney(money), money.currency);
  return currencies
    .map(({ min, max }, index) => `${index === 0 ? 'Between' : 'or between'} ${show(min)} and ${show(max)}`)
    .join(', ');
}
