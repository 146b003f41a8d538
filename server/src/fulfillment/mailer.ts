import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import type { SendResult } from '../payments/outgoing.ts';
import { mailFailure } from './mail-failure.ts';

/** Where mails are handed in, and from whom they are. */
export interface MailerOptions {
  readonly server: {
    readonly host: string;
    readonly port: number;
    /** TLS from the first byte. */
    readonly isTls: boolean;
    /** Whether a mail may go there in the clear; elsewhere STARTTLS is a must. */
    readonly mayBePlain: boolean;
    readonly credentials: { readonly user: string; readonly password: string } | null;
  };
  readonly from: { readonly name: string; readonly address: string };
  readonly timings: { readonly mailMs: number };
}

/** One mail, to one mailbox. Its subject is of our own words: nothing that a customer wrote gets into a header. */
export interface Mail {
  /** Id of its message, from which `Message-ID` is made: whoever gets a mail twice can see that it is the same. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Hands mails to a mail server. */
export interface Mailer {
  /** Hands one in, within `mailMs`. Whatever goes wrong is a result, never thrown. */
  send(mail: Mail): Promise<SendResult>;
  /** Ends its connections, whatever they are at. */
  close(): void;
}

/** An address that can stand in a command of SMTP and in a header, and is nothing but one address there. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u;

/** Mails handed in at once. */
const MOST_CONNECTIONS = 4;
/** A connection that has nothing to do is ended soon: mails come one by one, and the server would end it anyway. */
const IDLE_MS = 10_000;

/**
 * Builds a mailer. Its connections are kept for a while, so that many mails at once need few; the schedule of the
 * outbox is what tries again, so that each try is on record.
 *
 * @see https://nodemailer.com/smtp/
 */
export function createMailer({ server, from, timings }: MailerOptions): Mailer {
  const { mailMs } = timings;
  const transport = createTransport(poolOptions(server, mailMs));
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    async send({ id, to, subject, text, html }) {
      if (!ADDRESS.test(to))
        return { kind: 'forgotten', status: null, reason: 'address', retryAfterMs: null };
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          // A copy, as nodemailer writes into it.
          from: { ...from },
          to: { name: '', address: to },
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
          // The timeouts below hold for a silent server; this one also for one that dribbles.
          signal: AbortSignal.timeout(mailMs),
        });
        return { kind: 'delivered', status: 250, reason: null, retryAfterMs: null };
      } catch (error) {
        return mailFailure(error);
      }
    },
    close: () => transport.close({ force: true }),
  };
}

function poolOptions(server: MailerOptions['server'], mailMs: number): SMTPPoolOptions & { pool: true } {
  const { host, port, isTls, mayBePlain, credentials } = server;
  return {
    pool: true,
    host,
    port,
    secure: isTls,
    requireTLS: !isTls && !mayBePlain,
    // Where plain text is good enough, TLS is better still, whoever signed its certificate.
    opportunisticTLS: mayBePlain,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !mayBePlain },
    ...(credentials === null ? {} : { auth: { user: credentials.user, pass: credentials.password } }),
    maxConnections: MOST_CONNECTIONS,
    // For a kept connection that the server ends just then: nothing of the mail was sent.
    maxRequeues: 1,
    idleTimeout: IDLE_MS,
    dnsTimeout: mailMs,
    connectionTimeout: mailMs,
    greetingTimeout: mailMs,
    socketTimeout: mailMs,
    // What it would log holds addresses.
    logger: false,
  };
}
