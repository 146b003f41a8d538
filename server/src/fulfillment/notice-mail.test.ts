import { describe, expect, it } from 'vitest';
import { aClaimedMessage, aSettledPayment } from '../../test/fakes/claimed.ts';
import { anInvoice, aPayment } from '../../test/fakes/payments.ts';
import type { OutboxEventType } from '../payments/change.ts';
import type { SendResult } from '../payments/outgoing.ts';
import type { Payment } from '../payments/payment.ts';
import { createNoticeSender, noticeMail } from './notice-mail.ts';

const SITE = { publicUrl: 'https://pay.example.com', supportUrl: null };
const REFERENCE = 'LP-7F3K-9Q2M';
const mailOf = (payment: Payment, type: OutboxEventType = 'payment.settled') =>
  noticeMail(
    aClaimedMessage({ ...payment, reference: REFERENCE }, { channel: 'notice', type, recipient: null }),
    'shop@shop.example',
    SITE,
  );

describe('noticeMail', () => {
  it('says what was paid, for which order, and who set the price', async () => {
    const mail = await mailOf(aSettledPayment({ pricedBy: 'product', network: 'mainnet' }));
    expect(mail).toMatchObject({ to: 'shop@shop.example', subject: `Paid: $50.00, ${REFERENCE}` });
    for (const line of [
      `Reference: ${REFERENCE}`,
      'For: Two cups',
      'Order: A-1',
      'Amount: $50.00 (USD)',
      'Paid: 77,650 sats',
      'Date: 23 November 2026, 09:05:00 UTC',
      'Status now: settled',
      'Price set by: your catalogue (product)',
      `Receipt: https://pay.example.com/receipt/rcp_${'a'.repeat(22)}`,
    ]) {
      expect(mail.text.split('\n')).toContain(line);
    }
    expect(mail.html).toContain('your catalogue (product)');
  });

  it('warns of a price that the page set, and of no other', async () => {
    const warning = 'compare amount and currency with the order before you deliver';
    expect((await mailOf(aSettledPayment({ pricedBy: 'open' }))).text).toContain(warning);
    for (const pricedBy of ['product', 'request'] as const) {
      expect((await mailOf(aSettledPayment({ pricedBy }))).text).not.toContain(warning);
    }
  });

  it.each([
    ['payment.settled', 'Paid: '],
    ['payment.late', 'Paid late: '],
    ['payment.duplicate', 'Paid more than once: '],
    ['payment.underpaid', 'Paid in part: '],
  ] as const)('is about %s: %s', async (type, words) => {
    expect((await mailOf(aSettledPayment({ network: 'mainnet' }), type)).subject).toMatch(
      new RegExp(`^${words}`),
    );
  });

  it('says how much is still to pay, rounded up', async () => {
    const paidMsat = 1_000_500n;
    const part = aPayment({ flags: ['underpaid'], paidMsat, invoices: [anInvoice({ paidMsat })] });
    const { text } = await mailOf(part, 'payment.underpaid');
    expect(text).toContain('Part of it has arrived. Still to pay: 76,650 sats.');
    expect(text).toContain('Paid: 1,000 sats');
    expect(text).toContain('Status now: waiting for payment');
    expect(text).not.toContain('Receipt:');
  });

  it('says what is special of a settled payment', async () => {
    const { text } = await mailOf(aSettledPayment({ flags: ['late', 'duplicate', 'manual', 'reversed'] }));
    for (const words of [
      'after its code had expired',
      'More than one of its codes',
      'marked by hand',
      'taken back',
    ]) {
      expect(text).toContain(words);
    }
    expect((await mailOf(aSettledPayment())).text).not.toMatch(/expired|More than|by hand/);
  });

  it('keeps the address and the metadata of the customer in the ledger', async () => {
    const { subject, text, html } = await mailOf(aSettledPayment({ metadata: { note: 'metadata' } }));
    for (const hidden of ['metadata', 'buyer@']) expect(`${subject}${text}${html}`).not.toContain(hidden);
  });
});

describe('createNoticeSender', () => {
  const answering = (kind: SendResult['kind']) =>
    createNoticeSender(
      { send: async ({ to }) => ({ kind, status: 550, reason: to, retryAfterMs: null }) },
      'shop@shop.example',
      SITE,
    );
  const notice = aClaimedMessage(undefined, { channel: 'notice', type: 'payment.settled', recipient: null });

  it('sends to the merchant', async () => {
    expect(await answering('delivered').send(notice)).toMatchObject({
      kind: 'delivered',
      reason: 'shop@shop.example',
    });
  });

  it('tries again where the mailbox is refused: the merchant can mend it', async () => {
    expect(await answering('forgotten').send(notice)).toMatchObject({ kind: 'failed', status: 550 });
  });
});
