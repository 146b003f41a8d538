import { describe, expect, it } from 'vitest';
import { aPayment } from '../../test/fakes/payments.ts';
import type { Change, LedgerEventType } from './change.ts';
import { withMail } from './outgoing.ts';

const BOTH = { notices: true, receipts: true };

/** A change with rows of these types. */
function change(types: readonly LedgerEventType[], email: string | null = null): Change {
  const payment = aPayment({ id: 'pay_1', email });
  const [invoice] = payment.invoices;
  if (invoice === undefined) throw new Error('a payment with an invoice is needed');
  const events = types.map((type) => ({ type, atMs: 5, cause: `${type}-cause`, data: {} }));
  return { expectedVersion: 2, payment, invoice, firstCheckMs: null, events, outbox: [] };
}

const mails = (types: readonly LedgerEventType[], email: string | null, rules = BOTH) =>
  withMail(change(types, email), rules).outbox.map(({ channel, type, recipient }) => [
    channel,
    type,
    recipient,
  ]);

describe('withMail', () => {
  it.each<[LedgerEventType, string]>([
    ['settled', 'payment.settled'],
    ['duplicate', 'payment.duplicate'],
    ['underpaid', 'payment.underpaid'],
    ['late', 'payment.late'],
  ])('tells the merchant of %s', (type, told) => {
    expect(mails([type], null)).toEqual([['notice', told, null]]);
  });

  it('tells the merchant once of a change that has several sides', () => {
    expect(mails(['received', 'settled', 'overpaid', 'late'], null)).toEqual([
      ['notice', 'payment.settled', null],
    ]);
  });

  it.each<LedgerEventType>([
    'created',
    'invoice_added',
    'received',
    'expired',
    'overpaid',
    'manual',
    'reversed',
  ])('sends nothing for %s alone', (type) => {
    expect(mails([type], 'buyer@shop.example')).toEqual([]);
  });

  it('sends the receipt to a customer who gave an address, once it is settled', () => {
    expect(mails(['settled'], 'buyer@shop.example', { notices: false, receipts: true })).toEqual([
      ['receipt', 'receipt', 'buyer@shop.example'],
    ]);
    expect(mails(['underpaid'], 'buyer@shop.example', { notices: false, receipts: true })).toEqual([]);
  });

  it('keeps the webhooks, and sends no mail where mail is off', () => {
    const before = change(['settled'], 'buyer@shop.example');
    expect(withMail(before, { notices: false, receipts: false })).toBe(before);
    const webhook = {
      channel: 'webhook',
      type: 'payment.settled',
      cause: 'c',
      atMs: 5,
      recipient: null,
    } as const;
    expect(withMail({ ...before, outbox: [webhook] }, BOTH).outbox).toHaveLength(3);
  });
});
