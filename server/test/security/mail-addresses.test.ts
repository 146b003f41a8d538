import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logAlerts, logCounters } from '../../src/monitoring/alerts.ts';
import { createLogger } from '../../src/monitoring/logger.ts';
import { logRequests } from '../../src/monitoring/request-log.ts';
import { READ_KEY } from '../acceptance/rig.ts';
import { type MailRig, MERCHANT, startMailRig } from '../fulfillment/mail-rig.ts';

/** Stands in every address of a customer and nowhere else. */
const MARK = 'canary7f3k';
const CUSTOMER = `${MARK}@example.com`;

describe('addresses of customers', () => {
  const lines: string[] = [];
  let mail: MailRig;

  beforeAll(async () => {
    const log = createLogger('trace', { write: (line: string) => lines.push(line) });
    mail = await startMailRig({
      wrap: (ports) => ({
        ...ports,
        alerts: logAlerts(log),
        counters: logCounters(log),
        requestLog: logRequests(log),
      }),
    });
  });
  afterAll(() => mail.stop());

  const ask = ({ id, clientSecret }: { id: string; clientSecret: string }, email: string) =>
    fetch(`${mail.rig.url}/v1/payments/${id}/receipt-email`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${clientSecret}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email }),
    });

  it('appear in no log line, no error answer and no record of a try, whatever the mail server does', async () => {
    const { rig, sink } = mail;
    const answers: Response[] = [];
    const deliveries: string[] = [];
    const over = async (id: string) => {
      await mail.over(id);
      const answer = await fetch(`${rig.url}/v1/merchant/payments/${id}`, {
        headers: { Authorization: `Bearer ${READ_KEY}` },
      });
      deliveries.push(JSON.stringify(((await answer.json()) as { deliveries: unknown }).deliveries));
    };
    for (const moods of [[], [451, 554], ['hang', 'hang'], ['cut', 'cut']] as const) {
      sink.moods.push(...moods);
      await over((await mail.sell({ email: CUSTOMER })).id);
    }
    // The mail server's answers repeat the address.
    for (const code of [450, 550]) {
      sink.refuse(CUSTOMER, code, 'no');
      const payment = await mail.sell({ email: CUSTOMER });
      await over(payment.id);
      sink.accept();
      for (const email of [CUSTOMER, `${CUSTOMER} `, `${CUSTOMER}, ${CUSTOMER}`, CUSTOMER, CUSTOMER]) {
        answers.push(await ask(payment, email));
      }
      await over(payment.id);
    }
    answers.push(await ask(await rig.createPayment({ amount: '50', email: CUSTOMER }), CUSTOMER));
    answers.push(await ask({ id: MARK, clientSecret: MARK }, CUSTOMER));

    const reasons = new Set(deliveries.join().match(/(?<="reason":")\w+/g));
    expect(reasons, 'the control').toEqual(new Set(['rejected', 'timeout', 'closed']));
    expect(new Set(answers.map(({ status }) => status)), 'the control').toEqual(
      new Set([202, 404, 409, 422, 429]),
    );
    for (const answer of answers) expect(await answer.text()).not.toContain(MARK);
    expect(deliveries.join()).not.toContain(MARK);
    expect(lines.some((line) => line.includes('outbox_receipt_failed'))).toBe(true);
    for (const hidden of [MARK, MERCHANT, 'shop@shop.example']) {
      expect(lines.filter((line) => line.includes(hidden))).toEqual([]);
    }
    expect(
      sink.mails.some(({ to }) => to.includes(CUSTOMER)),
      'the control',
    ).toBe(true);
  }, 60_000);
});
