import type { Senders } from '../payments/outgoing.ts';
import type { MailSite } from './mail-details.ts';
import { createMailer, type MailerOptions } from './mailer.ts';
import { createNoticeSender } from './notice-mail.ts';
import { createReceiptSender } from './receipt-mail.ts';

/** What mail needs; `notify` is the merchant's own mailbox, null: no mail goes there. */
export type MailSettings = Pick<MailerOptions, 'server' | 'from'> & { readonly notify: string | null };

/**
 * Builds the senders of both kinds of mail, over one mail server.
 *
 * @param mail Null: mail is off.
 */
export function buildMailSenders(
  mail: MailSettings | null,
  site: MailSite,
  timings: MailerOptions['timings'],
): Pick<Senders, 'notice' | 'receipt'> {
  if (mail === null) return { notice: null, receipt: null };
  const mailer = createMailer({ ...mail, timings });
  return {
    notice: mail.notify === null ? null : createNoticeSender(mailer, mail.notify, site),
    receipt: createReceiptSender(mailer, site),
  };
}
