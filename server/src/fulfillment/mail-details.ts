import { formatMoney } from '../payments/money.ts';
import { type Payment, type PaymentFlag, wholeSats } from '../payments/payment.ts';
import { receiptUrl } from '../payments/receipt.ts';
import { showMoney, showSats, showTime } from '../payments/show.ts';
import type { MailWords } from './mail-layout.ts';

/** What every mail knows of the server. */
export interface MailSite {
  /** Where customers reach it, without a slash at the end. */
  readonly publicUrl: string;
  readonly supportUrl: string | null;
}

/** The price as it is named everywhere in a mail: `$50.00`. */
export function priceOf({ price }: Pick<Payment, 'price'>): string {
  return showMoney(formatMoney(price), price.currency);
}

/** Before the subject of a payment that moves no real money. */
export function testMark({ network }: Pick<Payment, 'network'>): string {
  return network === 'mainnet' ? '' : 'TEST ';
}

/** The fields that customer and merchant both see. */
export function paymentRows(payment: Payment, atMs: number): MailWords['rows'] {
  const { reference, price, orderId, description, paidMsat } = payment;
  return [
    ['Reference', reference],
    ['For', description],
    ['Order', orderId],
    ['Amount', `${priceOf(payment)} (${price.currency})`],
    // A payment that was marked by hand has none: its flag says so.
    ['Paid', paidMsat === 0n ? null : showSats(Number(wholeSats(paidMsat)))],
    ['Date', showTime(new Date(atMs).toISOString())],
    ['Note', payment.network === 'mainnet' ? null : `A test on ${payment.network}: no real money`],
  ];
}

/** The receipt's page, and the shop's help where there is one. */
export function paymentLinks(payment: Payment, { publicUrl, supportUrl }: MailSite): MailWords['links'] {
  const receipt = receiptUrl(payment, publicUrl);
  return [
    ...(receipt === null ? [] : [{ label: 'Receipt', url: receipt }]),
    ...(supportUrl === null ? [] : [{ label: 'Help', url: supportUrl }]),
  ];
}

/** The flags of a payment, each as a sentence. */
export function flagSentences(
  payment: Payment,
  words: Readonly<Record<PaymentFlag, (payment: Payment) => string>>,
): string[] {
  return payment.flags.map((flag) => words[flag](payment));
}

/** What is still to pay of the invoice that was paid in part, rounded up: `76,650 sats`. */
export function remainderOf({ invoices }: Pick<Payment, 'invoices'>): string {
  const part = invoices.findLast(({ paidMsat, amountMsat }) => paidMsat > 0n && paidMsat < amountMsat);
  const missingMsat = part === undefined ? 0n : part.amountMsat - part.paidMsat;
  return showSats(Number((missingMsat + 999n) / 1_000n));
}

/** What arrived beyond what each invoice asked, rounded down: `350 sats`. */
export function surplusOf({ invoices }: Pick<Payment, 'invoices'>): string {
  const surplusMsat = invoices
    .map(({ paidMsat, amountMsat }) => paidMsat - amountMsat)
    .filter((msat) => msat > 0n)
    .reduce((sum, msat) => sum + msat, 0n);
  return showSats(Number(wholeSats(surplusMsat)));
}
