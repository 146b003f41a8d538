import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { expectInvariants } from '../acceptance/invariants.ts';
import { CUSTOMER, type MailRig, MERCHANT, startMailRig } from './mail-rig.ts';

describe('mails about a payment', { timeout: 30_000 }, () => {
  let mail: MailRig;
  /** Waits for the mail server for 2 s only. */
  let impatient: MailRig;
  beforeAll(async () => {
    [mail, impatient] = await Promise.all([startMailRig(), startMailRig({}, 2_000)]);
  });
  afterEach(() => Promise.all([mail, impatient].map(({ rig }) => expectInvariants(rig.ledger))));
  afterAll(() => Promise.all([mail.stop(), impatient.stop()]));

  it('are one receipt and one notice, however often BTCPay says that it settled', async () => {
    const { rig, sink } = mail;
    rig.simulator.webhooks({ repeat: 5 });
    const payment = await mail.sell();
    expect(await mail.over(payment.id)).toMatchObject([
      { channel: 'notice', type: 'payment.settled', state: 'delivered' },
      { channel: 'receipt', type: 'receipt', state: 'delivered' },
    ]);
    rig.simulator.webhooks({});
    // Whatever would come again comes before the mails of a later payment.
    const later = await mail.sell();
    await mail.over(later.id);
    await rig.inboxEmpty();
    for (const one of [payment, later]) {
      expect(mail.mailsOf(one, CUSTOMER)).toHaveLength(1);
      expect(mail.mailsOf(one, MERCHANT)).toHaveLength(1);
    }
    expect(rig.seen.counts.get('webhook_stored'), 'the control').toBeGreaterThanOrEqual(6);
    expect(sink.mails).toHaveLength(4);
  });

  it('lead the customer to the receipt', async () => {
    const payment = await mail.sell({ description: 'Two cups', orderId: 'A-1' });
    await mail.over(payment.id);
    const [receipt] = mail.mailsOf(payment, CUSTOMER);
    const { receiptUrl } = await mail.rig.payment(payment);
    expect(receipt?.parsed.text).toContain(`Receipt: ${receiptUrl}`);
    const page = await fetch(`${mail.rig.url}${new URL(receiptUrl ?? '').pathname}`);
    expect(await page.text()).toContain(payment.reference);
    for (const words of ['Two cups', 'A-1', '$50.00 (USD)', '77,650 sats']) {
      expect(receipt?.parsed.text).toContain(words);
      expect(receipt?.parsed.html).toContain(words);
    }
  });

  it('go to the merchant alone where no address was given, and where it is paid in part', async () => {
    const silent = await mail.sell({ email: undefined });
    expect(await mail.over(silent.id)).toMatchObject([{ channel: 'notice' }]);
    const part = await mail.sell({}, 1_000);
    expect(await mail.over(part.id)).toMatchObject([{ channel: 'notice', type: 'payment.underpaid' }]);
    const [notice] = mail.mailsOf(part, MERCHANT);
    expect(notice?.parsed.subject).toMatch(/^TEST Paid in part: /);
    expect(notice?.parsed.text).toContain('Still to pay: 76,650 sats');
    expect(mail.mailsOf(part, CUSTOMER)).toEqual([]);
  });

  it.each([451, 'hang', 'cut'] as const)(
    'are tried again after %s, under the same Message-ID',
    async (mood) => {
      const { sink, sell, over, mailsOf } = mood === 'hang' ? impatient : mail;
      sink.moods.push(mood, mood);
      const payment = await sell();
      const messages = await over(payment.id);
      const reason = { 451: 'rejected', hang: 'timeout', cut: 'closed' }[mood];
      const failed = messages.flatMap(({ attempts }) => attempts.filter((one) => one.reason !== null));
      expect(failed.length).toBeGreaterThanOrEqual(2);
      for (const attempt of failed) {
        expect(attempt).toMatchObject({ reason, status: mood === 451 ? 451 : null });
      }
      for (const { id, channel, state } of messages) {
        expect(state).toBe('delivered');
        const mails = mailsOf(payment, channel === 'receipt' ? CUSTOMER : MERCHANT);
        expect(mails.map(({ parsed }) => parsed.messageId)).toEqual([`<${id}@shop.example>`]);
      }
    },
  );

  it('are given up where the customer has no such mailbox, without an alarm for the merchant', async () => {
    const { rig, sink } = mail;
    sink.refuse(CUSTOMER, 550, '5.1.1 no such mailbox');
    try {
      const payment = await mail.sell();
      const [notice, receipt] = await mail.over(payment.id);
      expect(notice?.state).toBe('delivered');
      expect(receipt).toMatchObject({ state: 'dead', attempts: [{ status: 550, reason: 'rejected' }] });
    } finally {
      sink.accept();
    }
    expect(rig.seen.alerts.filter(({ name }) => name.startsWith('delivery'))).toEqual([]);
  });

  it('are tried to the end where the merchant has no such mailbox, and raise an alert then', async () => {
    const { rig, sink } = mail;
    sink.refuse(MERCHANT, 550, '5.1.1 no such mailbox');
    try {
      const payment = await mail.sell();
      const [notice, receipt] = await mail.over(payment.id);
      expect(receipt?.state).toBe('delivered');
      expect(notice?.state).toBe('dead');
      expect(notice?.attempts).toHaveLength(4);
      await vi.waitFor(
        () =>
          expect(rig.seen.alerts).toContainEqual({
            name: 'delivery_dead',
            fields: expect.objectContaining({ channel: 'notice', reference: payment.reference }),
          }),
        { timeout: 10_000 },
      );
    } finally {
      sink.accept();
    }
  });

  it('never wait for each other: a receipt that hangs holds no notice up', async () => {
    const { rig, sink, sell, mailsOf } = impatient;
    sink.hang(CUSTOMER);
    try {
      const payment = await sell();
      await vi.waitFor(() => expect(mailsOf(payment, MERCHANT)).toHaveLength(1), { timeout: 10_000 });
      expect(mailsOf(payment, CUSTOMER)).toEqual([]);
      expect((await rig.payment(payment)).status).toBe('settled');
    } finally {
      sink.accept();
    }
  });
});
