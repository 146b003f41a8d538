import type { Message, Sender } from '../payments/outgoing.ts';
import type { Payment, PaymentFlag } from '../payments/payment.ts';
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

const FLAG_SENTENCES = {
  late: () => 'It came after its code had expired, and counts all the same.',
  overpaid: (payment) => `It was ${surplusOf(payment)} more than asked. Please ask the shop about the rest.`,
  underpaid: (payment) => `Part of it has arrived. Still to pay: ${remainderOf(payment)}.`,
  duplicate: () => 'It was paid more than once. Please ask the shop about what was too much.',
  manual: () => 'The shop marked it as paid by hand.',
  reversed: () => 'The shop has taken it back since.',
} as const satisfies Record<PaymentFlag, (payment: Payment) => string>;

/** Writes the receipt for a customer. What the mail says of the payment is on the receipt's page too. */
export async function receiptMail(
  { id, atMs, payment }: Pick<Message, 'id' | 'atMs'> & { readonly payment: Payment },
  to: string,
  site: MailSite,
): Promise<Mail> {
  const shop = new URL(site.publicUrl).host;
  const title = `Receipt ${payment.reference}: ${priceOf(payment)} paid`;
  const words = await layOutMail({
    title,
    lead: [`${shop} has your payment. Thank you!`, ...flagSentences(payment, FLAG_SENTENCES)],
    rows: [['Paid to', shop], ...paymentRows(payment, payment.settledAtMs ?? atMs)],
    links: paymentLinks(payment, site),
    foot: `You get this mail because your address was given with this payment at ${shop}.`,
  });
  return { id, to, subject: `${testMark(payment)}${title}`, ...words };
}

/** Builds the sender of receipts, each to the address that was given for it. */
export function createReceiptSender(mailer: Pick<Mailer, 'send'>, site: MailSite): Sender {
  return {
    endpoint: null,
    async send(message) {
      const { recipient } = message;
      if (recipient === null)
        return { kind: 'forgotten', status: null, reason: 'forgotten', retryAfterMs: null };
      return mailer.send(await receiptMail(message, recipient, site));
    },
  };
}
