import type { LedgerEvent, LedgerEventType, SeenBy } from './change.ts';
import { formatMoney, type Money } from './money.ts';
import { type Payment, wholeSats } from './payment.ts';
import { showMoney, showSats, showTime } from './show.ts';

const PRICED_BY = {
  open: 'by the page',
  product: 'by the catalogue',
  request: 'by a request that the shop signed',
} as const satisfies Record<Payment['pricedBy'], string>;

const SEEN_BY = {
  webhook: "after BTCPay's webhook",
  sweep: 'by the sweep, without a webhook',
  renewal: 'when the customer asked for a new code',
  node: "from the node's own invoice; BTCPay knew nothing of it",
} as const satisfies Record<SeenBy, string>;

/** Moment of a row's data as people read it: `23 November 2026, 09:00:00 UTC`. */
export function sayTime(ms: number): string {
  return showTime(new Date(ms).toISOString());
}

/** Says in one sentence what a row of the ledger records. */
export function explainEvent(event: LedgerEvent, payment: Payment): string {
  return `${SENTENCES[event.type](event.data, payment)}${seen(event.data)}.`;
}

type Data = LedgerEvent['data'];

const SENTENCES: Record<LedgerEventType, (data: Data, payment: Payment) => string> = {
  created: (_, { reference, price, pricedBy, orderId }) =>
    `Payment ${reference} of ${sayMoney(price)} was created${orderId === null ? '' : ` for order ${orderId}`}; its price was set ${PRICED_BY[pricedBy]}`,
  invoice_added: (data, payment) => `BTCPay made invoice ${data['invoiceId']}${asks(data, payment)}`,
  invoice_replaced: (data) =>
    `Part of invoice ${data['invoiceId']} was paid, so BTCPay made another code for the rest; the page shows that one`,
  invoice_changed: (data, payment) => {
    const status = payment.invoices.find(({ id }) => id === data['invoiceId'])?.status;
    return `Invoice ${data['invoiceId']} changed${status === undefined ? '' : ` and is ${status} now`}, the payment's status did not`;
  },
  received: (data) =>
    `${satsOf(data['msat'])} arrived on invoice ${data['invoiceId']}, at ${sayTime(Number(data['receivedAtMs']))} by ${data['seenBy'] === 'node' ? "the node's" : "BTCPay's"} clock`,
  processing: () => 'The payment is on its way',
  expired: (data) => `Invoice ${data['invoiceId']} expired before it was paid in full`,
  invalid: (data) => `Invoice ${data['invoiceId']} was marked invalid at BTCPay`,
  settled: (data) => `The payment settled with ${sats(data['paidSats'])}`,
  underpaid: (data) => `${sats(data['paidSats'])} are there, less than was asked`,
  overpaid: (data) => `${sats(data['paidSats'])} are there, more than was asked`,
  late: (data) => `The money came after invoice ${data['invoiceId']} had expired`,
  manual: (data) => `Somebody marked invoice ${data['invoiceId']} settled at BTCPay, without the money`,
  duplicate: (data) => `Invoice ${data['invoiceId']} was paid too: the customer paid twice`,
  reversed: (data) => `Somebody marked invoice ${data['invoiceId']} invalid at BTCPay after it had settled`,
  refund_created: (data) =>
    `A refund of ${sayMoney({ minor: BigInt(data['amountMinor'] ?? 0), currency: String(data['currency']) })} was made ready at BTCPay, for the customer to claim`,
};

function sayMoney(price: Money): string {
  return showMoney(formatMoney(price), price.currency);
}

function asks(data: Data, { invoices }: Payment): string {
  const invoice = invoices.find(({ id }) => id === data['invoiceId']);
  const until = invoice === undefined ? '' : `, to be paid until ${sayTime(invoice.expiresAtMs)}`;
  return `, number ${data['attempt']}, which asks ${satsOf(data['amountMsat'])}${until}`;
}

function satsOf(msat: string | number | undefined): string {
  return showSats(Number(wholeSats(BigInt(msat ?? 0))));
}

function sats(amount: string | number | undefined): string {
  return showSats(Number(amount ?? 0));
}

/** Rows of before it was recorded do not say. */
function seen({ seenBy }: Data): string {
  return typeof seenBy === 'string' && seenBy in SEEN_BY ? `, seen ${SEEN_BY[seenBy as SeenBy]}` : '';
}
