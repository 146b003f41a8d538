import type { OutboxEventType } from '../payments/change.ts';
import type { Message, Sender } from '../payments/outgoing.ts';
import type { Payment, PaymentFlag, PaymentStatus } from '../payments/payment.ts';
import {
  flagSentences,
  type MailSite,
  paymentLinks,
  paymentRows,
  priceOf,
  remainderOf,
  surplusOf,
  testMark,
} from './mail-details.ts';
import { layOutMail } from './mail-layout.ts';
import type { Mail, Mailer } from './mailer.ts';

/** What happened, by the type of its message. */
const NEWS: Partial<Record<OutboxEventType, string>> = {
  'payment.settled': 'Paid',
  'payment.late': 'Paid late',
  'payment.duplicate': 'Paid more than once',
  'payment.underpaid': 'Paid in part',
};

const STATUS = {
  new: 'waiting for payment',
  processing: 'seen, being confirmed',
  expired: 'expired',
  invalid: 'invalid',
  settled: 'settled',
} as const satisfies Record<PaymentStatus, string>;

const PRICED_BY = {
  open: 'the page that it was paid on (open)',
  product: 'your catalogue (product)',
  request: 'your backend, signed (request)',
} as const satisfies Record<Payment['pricedBy'], string>;

const FLAG_SENTENCES = {
  late: () => 'Money came after its code had expired: the customer may not expect it to count any more.',
  overpaid: (payment) => `It was ${surplusOf(payment)} more than asked.`,
  underpaid: (payment) => `Part of it has arrived. Still to pay: ${remainderOf(payment)}.`,
  duplicate: () => 'More than one of its codes was paid: the customer may want one of them back.',
  manual: () => 'It was marked by hand in BTCPay.',
  reversed: () => 'It has been taken back by hand in BTCPay.',
} as const satisfies Record<PaymentFlag, (payment: Payment) => string>;

/** Who sets the price can set a wrong one. */
const OPEN_PRICE =
  'The page that it was paid on set its price: compare amount and currency with the order before you deliver.';

/**
 * Writes to the merchant what happened to a payment. Subject and date are those of the news, all else is as it stands
 * now: a mail may be late.
 */
export async function noticeMail(
  { id, type, atMs, payment }: Pick<Message, 'id' | 'type' | 'atMs'> & { readonly payment: Payment },
  to: string,
  site: MailSite,
): Promise<Mail> {
  const { reference, status, pricedBy } = payment;
  const shop = new URL(site.publicUrl).host;
  const title = `${NEWS[type] ?? 'Payment'}: ${priceOf(payment)}, ${reference}`;
  const words = await layOutMail({
    title,
    lead: [...flagSentences(payment, FLAG_SENTENCES), ...(pricedBy === 'open' ? [OPEN_PRICE] : [])],
    rows: [
      ...paymentRows(payment, atMs),
      ['Status now', STATUS[status]],
      ['Price set by', PRICED_BY[pricedBy]],
    ],
    links: paymentLinks(payment, site),
    foot: `You get this mail because NOTIFY_EMAIL names your address at ${shop}.`,
  });
  return { id, to, subject: `${testMark(payment)}${title}`, ...words };
}

/** Builds the sender of the merchant's notices. */
export function createNoticeSender(mailer: Pick<Mailer, 'send'>, to: string, site: MailSite): Sender {
  return {
    endpoint: null,
    async send(message) {
      const result = await mailer.send(await noticeMail(message, to, site));
      // It is the merchant's own mailbox: whoever mends it gets what waits.
      return result.kind === 'forgotten' ? { ...result, kind: 'failed' } : result;
    },
  };
}
