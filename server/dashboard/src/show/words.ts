type Words = Readonly<Record<string, string>>;

/** Statuses of payments and invoices. */
const STATUSES: Words = {
  new: 'Waiting',
  processing: 'Confirming',
  settled: 'Paid',
  expired: 'Expired',
  invalid: 'Failed',
};

/** Flags: a word for lists, and what it means. */
const FLAGS: Readonly<Record<string, readonly [string, string]>> = {
  late: ['Late', 'The money came after the code had expired.'],
  overpaid: ['Overpaid', 'More was paid than asked for.'],
  underpaid: ['Paid in part', 'Less was paid than asked for.'],
  duplicate: ['Paid twice', 'More than one code of this payment was paid.'],
  manual: ['By hand', 'It was marked by hand at BTCPay Server.'],
  reversed: ['Reversed', 'It was marked invalid by hand after it had settled.'],
};

const PRICED_BY: Words = {
  open: 'The page',
  product: 'Your catalogue',
  request: 'A request that your shop signed',
};

const CHANNELS: Words = {
  webhook: 'Webhook to your shop',
  notice: 'Mail to you',
  receipt: 'Mail to the customer',
};

const TYPES: Words = {
  'payment.settled': 'Paid',
  'payment.expired': 'Expired',
  'payment.underpaid': 'Paid in part',
  'payment.overpaid': 'Overpaid',
  'payment.duplicate': 'Paid twice',
  'payment.reversed': 'Reversed',
  'payment.late': 'Paid late',
  receipt: 'Receipt',
};

const STATES: Words = { pending: 'Waiting', delivered: 'Delivered', dead: 'Given up' };

const EVENTS: Words = {
  created: 'Created',
  invoice_added: 'Code made',
  invoice_replaced: 'Code replaced',
  invoice_changed: 'Code changed',
  received: 'Money received',
  processing: 'Confirming',
  expired: 'Expired',
  invalid: 'Failed',
  settled: 'Settled',
  underpaid: 'Paid in part',
  overpaid: 'Overpaid',
  late: 'Late',
  manual: 'Marked by hand',
  duplicate: 'Paid twice',
  reversed: 'Reversed',
  refund_created: 'Refund made',
};

/** What is not known yet, readable: a server may be newer than this page. */
function readable(word: string): string {
  const spaced = word
    .replaceAll(/[._]/g, ' ')
    .replaceAll(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const look = (words: Words) => (word: string) => words[word] ?? readable(word);

/** A status in a word: `settled` is "Paid". */
export const statusWord = look(STATUSES);
/** Who set the price. */
export const pricedByWords = look(PRICED_BY);
/** How a message travels. */
export const channelWords = look(CHANNELS);
/** What a message says. */
export const typeWords = look(TYPES);
/** How far a message got. */
export const stateWord = look(STATES);
/** What a row of the ledger says. */
export const eventWords = look(EVENTS);
/** Why a try failed; names of fields and reasons too. */
export const readableWord = readable;

/** A flag in a word or two. */
export function flagWord(flag: string): string {
  return FLAGS[flag]?.[0] ?? readable(flag);
}

/** What a flag means; null where this page does not know it. */
export function flagMeaning(flag: string): string | null {
  return FLAGS[flag]?.[1] ?? null;
}
