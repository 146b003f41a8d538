/** By base language: with an amount, which stands for `{}`, then without; as `pay` and `payPlain` of the language. */
const LABELS: Readonly<Record<string, string>> = {
  ar: 'دفع {}|الدفع عبر Lightning',
  cs: 'Zaplatit {}|Zaplatit přes Lightning',
  de: '{} bezahlen|Mit Lightning bezahlen',
  en: 'Pay {}|Pay with Lightning',
  es: 'Pagar {}|Pagar con Lightning',
  fr: 'Payer {}|Payer avec Lightning',
  he: 'תשלום של {}|תשלום ב־Lightning',
  hi: '{} का भुगतान करें|Lightning से भुगतान करें',
  id: 'Bayar {}|Bayar dengan Lightning',
  it: 'Paga {}|Paga con Lightning',
  ja: '{}を支払う|ライトニングで支払う',
  ko: '{} 결제|라이트닝으로 결제',
  nl: 'Betaal {}|Betaal met Lightning',
  pl: 'Zapłać {}|Zapłać przez Lightning',
  pt: 'Pagar {}|Pagar com Lightning',
  ru: 'Оплатить {}|Оплатить через Lightning',
  tr: '{} öde|Lightning ile öde',
  uk: 'Сплатити {}|Сплатити через Lightning',
  vi: 'Thanh toán {}|Thanh toán bằng Lightning',
  zh: '支付 {}|用闪电网络支付',
};

/** Base languages that the checkout speaks. */
export const LANGUAGES: readonly string[] = Object.keys(LABELS);

/**
 * Writes the label of the button: `Pay $50.00`. It is in the entry for all languages, so that the button is right at
 * once and waits for no file.
 *
 * @param tag Of `chooseLanguage`; the base language counts.
 * @param amount Formatted money; null as long as only the server, or the customer, knows it.
 */
export function payLabel(tag: string, amount: string | null): string {
  const [withAmount = '', plain = ''] = (LABELS[tag.split('-')[0] ?? ''] ?? '').split('|');
  return amount === null ? plain : withAmount.replace('{}', () => amount);
}
