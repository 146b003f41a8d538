import { describe, expect, it } from 'vitest';
import { aClaimedMessage, aSettledPayment } from '../../test/fakes/claimed.ts';
import { anInvoice } from '../../test/fakes/payments.ts';
import type { SendResult } from '../payments/outgoing.ts';
import type { Mail } from './mailer.ts';
import { createReceiptSender, receiptMail } from './receipt-mail.ts';

const SITE = { publicUrl: 'https://pay.example.com', supportUrl: 'https://shop.example/help' };
const DELIVERED: SendResult = { kind: 'delivered', status: 250, reason: null, retryAfterMs: null };
const mailOf = (change: Parameters<typeof aSettledPayment>[0] = {}, site = SITE) =>
  receiptMail(aClaimedMessage(aSettledPayment(change)), 'buyer@example.com', site);

describe('receiptMail', () => {
  it('says what was paid, for what, when, and where the receipt and help are', async () => {
    const mail = await mailOf({ reference: 'LP-7F3K-9Q2M', network: 'mainnet' });
    expect(mail).toMatchObject({
      id: 'msg_1',
      to: 'buyer@example.com',
      subject: 'Receipt LP-7F3K-9Q2M: $50.00 paid',
    });
    for (const line of [
      'Paid to: pay.example.com',
      'Reference: LP-7F3K-9Q2M',
      'For: Two cups',
      'Order: A-1',
      'Amount: $50.00 (USD)',
      'Paid: 77,650 sats',
      'Date: 23 November 2026, 09:05:00 UTC',
      `Receipt: https://pay.example.com/receipt/rcp_${'a'.repeat(22)}`,
      'Help: https://shop.example/help',
    ]) {
      expect(mail.text.split('\n')).toContain(line);
    }
    for (const part of ['LP-7F3K-9Q2M', 'Two cups', '$50.00 (USD)', '77,650 sats', SITE.supportUrl]) {
      expect(mail.html).toContain(part);
    }
  });

  it('leaves out what is not known, and help where there is none', async () => {
    const { text } = await mailOf(
      { description: null, orderId: null },
      { ...SITE, supportUrl: null as never },
    );
    expect(text).not.toMatch(/^(For|Order|Help):/m);
    expect(text).not.toContain('null');
  });

  it('says that a test is one', async () => {
    const test = await mailOf({ network: 'regtest' });
    expect(test.subject).toMatch(/^TEST Receipt /);
    expect(test.text).toContain('A test on regtest: no real money');
    const real = await mailOf({ network: 'mainnet' });
    expect(`${real.subject}${real.text}`).not.toMatch(/test/i);
  });

  it('says in words what is special', async () => {
    const paidMsat = 78_000_000n;
    const invoices = [anInvoice({ status: 'settled', paidMsat })];
    const { text } = await mailOf({
      flags: ['late', 'overpaid', 'duplicate', 'reversed'],
      paidMsat,
      invoices,
    });
    expect(text).toContain('It came after its code had expired');
    expect(text).toContain('It was 350 sats more than asked');
    expect(text).toContain('paid more than once');
    expect(text).toContain('taken it back');
    expect((await mailOf()).text).not.toMatch(/expired|more than|taken/);
  });

  it('names no satoshis where a payment was marked by hand', async () => {
    const { text } = await mailOf({ flags: ['manual'], paidMsat: 0n });
    expect(text).toContain('marked it as paid by hand');
    expect(text).not.toContain('sats');
  });

  it('tells nothing but what the page of the receipt tells', async () => {
    const { subject, text, html } = await mailOf({ metadata: { secret: 'metadata' } });
    for (const hidden of ['metadata', 'buyer@', 'lnbc', 'pay_', 'inv_']) {
      expect(`${subject}${text}${html}`).not.toContain(hidden);
    }
  });

  it('has no word of the customer in its subject', async () => {
    const plain = await mailOf({ reference: 'LP-7F3K-9Q2M' });
    const hostile = await mailOf({
      reference: 'LP-7F3K-9Q2M',
      orderId: 'x\r\nBcc: e@example.com',
      description: 'y',
    });
    expect(hostile.subject).toBe(plain.subject);
  });
});

describe('createReceiptSender', () => {
  const sent: Mail[] = [];
  const sender = createReceiptSender(
    {
      async send(mail) {
        sent.push(mail);
        return DELIVERED;
      },
    },
    SITE,
  );

  it('sends to the address of the message, not to that of the payment', async () => {
    const payment = aSettledPayment({ email: 'first@example.com' });
    expect(await sender.send(aClaimedMessage(payment, { recipient: 'other@example.com' }))).toEqual(
      DELIVERED,
    );
    expect(sent.at(-1)?.to).toBe('other@example.com');
  });

  it('sends nothing once the address is forgotten, and never will', async () => {
    const before = sent.length;
    expect(await sender.send(aClaimedMessage(undefined, { recipient: null }))).toEqual({
      kind: 'forgotten',
      status: null,
      reason: 'forgotten',
      retryAfterMs: null,
    });
    expect(sent).toHaveLength(before);
  });

  it('has no address that a 410 could close', () => {
    expect(sender.endpoint).toBeNull();
  });
});
