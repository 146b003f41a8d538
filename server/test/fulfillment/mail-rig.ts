import { expect, vi } from 'vitest';
import { buildMailSenders } from '../../src/fulfillment/mail-senders.ts';
import type { Message } from '../../src/payments/outgoing.ts';
import { TIMINGS } from '../../src/timings.ts';
import { type Rig, type RigOptions, startRig } from '../acceptance/rig.ts';
import { type SmtpSink, type SunkMail, startSmtpSink } from '../fakes/smtp-sink.ts';

export const CUSTOMER = 'buyer@example.com';
export const MERCHANT = 'owner@shop.example';
/** Of one mail: time enough on a busy machine too. A mail that was cut there may come twice. */
const MAIL_MS = 10_000;
/** How many times as fast as in production tries follow each other: 5 s are one ms. */
const FACTOR = 5_000;

/** A server that mails to a real mail server. */
export interface MailRig {
  readonly rig: Rig;
  readonly sink: SmtpSink;
  /** Creates a payment with the address of its customer, and pays it. */
  sell(body?: object, sats?: number): ReturnType<Rig['createPayment']>;
  /** Waits until every mail of a payment is over, and tells them: the notices first. */
  over(paymentId: string): Promise<Message[]>;
  /** Mails about a payment that the mail server has taken. */
  mailsOf(payment: { reference: string }, to: string): SunkMail[];
  stop(): Promise<void>;
}

/**
 * Starts both.
 *
 * @param mailMs Deadline of one mail.
 */
export async function startMailRig(options: RigOptions = {}, mailMs = MAIL_MS): Promise<MailRig> {
  const sink = await startSmtpSink();
  const rig = await startRig({
    webhooks: true,
    ...options,
    timings: {
      outboxPollMs: 10,
      deliveryWaitsMs: TIMINGS.deliveryWaitsMs.slice(0, 4).map((waitMs) => waitMs / FACTOR),
      ...options.timings,
    },
    wrap(ports, btcpayUrl) {
      const mail = {
        server: { host: '127.0.0.1', port: sink.port, isTls: false, mayBePlain: true, credentials: null },
        from: { name: 'Shop', address: 'shop@shop.example' },
        notify: MERCHANT,
      };
      const site = { publicUrl: 'https://pay.example.com', supportUrl: null };
      const senders = { webhook: null, ...buildMailSenders(mail, site, { mailMs }) };
      return options.wrap?.({ ...ports, senders }, btcpayUrl) ?? { ...ports, senders };
    },
  });
  return {
    rig,
    sink,
    async sell(body = {}, sats) {
      const payment = await rig.createPayment({ amount: '50', email: CUSTOMER, ...body });
      rig.simulator.pay({ invoiceId: payment.invoiceId, sats });
      return payment;
    },
    over: (paymentId) =>
      vi.waitFor(
        async () => {
          const { outbox } = await rig.history(paymentId);
          const mails = outbox.filter(({ channel }) => channel !== 'webhook');
          expect(mails).not.toEqual([]);
          for (const { state } of mails) expect(state).not.toBe('pending');
          return mails.sort((a, b) => (a.channel < b.channel ? -1 : 1));
        },
        { timeout: 20_000 },
      ),
    mailsOf: ({ reference }, to) =>
      sink.mails.filter((mail) => mail.to.includes(to) && mail.parsed.subject?.includes(reference)),
    async stop() {
      await rig.stop();
      await sink.stop();
    },
  };
}
