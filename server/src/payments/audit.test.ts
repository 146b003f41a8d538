import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { ASKED_MSAT, anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { readingOf, received } from '../../test/fakes/readings.ts';
import { compareInvoice, comparePayment, compareStray, isInFlight, needsNode } from './audit.ts';
import type { AuditedInvoice, AuditedPayment } from './audit-ports.ts';

const payment = aPayment();
const [invoice] = payment.invoices;
const ours = (change: Partial<AuditedInvoice> = {}): AuditedInvoice => ({
  invoiceId: invoice?.id ?? '',
  reference: payment.reference,
  status: 'new',
  paymentHash: invoice?.paymentHash ?? '',
  amountMsat: ASKED_MSAT,
  paidMsat: 0n,
  createdAtMs: START_MS,
  price: payment.price,
  ...change,
});
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

describe('compareInvoice', () => {
  it('says nothing where both say the same', () => {
    expect(compareInvoice(ours(), readingOf(payment))).toEqual([]);
    const paid = readingOf(payment, { providerStatus: 'Expired', received: [received('a', ASKED_MSAT)] });
    expect(compareInvoice(ours({ status: 'settled', paidMsat: ASKED_MSAT }), paid)).toEqual([]);
  });

  it('takes a reversal by hand for none: the payment stays settled', () => {
    const reversed = readingOf(payment, { providerStatus: 'Invalid', additionalStatus: 'Marked' });
    expect(compareInvoice(ours({ status: 'settled' }), reversed)).toEqual([]);
    expect(names(compareInvoice(ours({ status: 'expired' }), reversed))).toEqual(['status_differs']);
  });

  it('names status, sats and amount, with both values', () => {
    const other = readingOf(payment, {
      providerStatus: 'Expired',
      received: [received('b', 1_500n)],
      amount: '51',
      currency: 'EUR',
    });
    const both = { reference: payment.reference, about: invoice?.id };
    expect(compareInvoice(ours(), other)).toEqual([
      { name: 'status_differs', ...both, ledger: 'new', other: 'expired' },
      { name: 'sats_differ', ...both, ledger: '0 sat', other: '1 sat 500 msat' },
      { name: 'amount_differs', ...both, ledger: '50.00 USD', other: '51 EUR' },
    ]);
    const amount = (text: string, currency = 'USD') =>
      names(compareInvoice(ours(), readingOf(payment, { amount: text, currency })));
    expect(amount('50.0000')).toEqual([]);
    expect(amount('50.00', 'EUR')).toEqual(['amount_differs']);
    expect(amount('50.01')).toEqual(['amount_differs']);
  });
});

describe('compareStray', () => {
  it('is no difference while nobody paid it', () => {
    expect(compareStray(readingOf(payment), 'LP-1')).toBeNull();
    const paid = readingOf(payment, { received: [received('c', 1_000n)] });
    expect(compareStray(paid, 'LP-1')).toMatchObject({
      name: 'invoice_missing_in_ledger',
      other: 'New, 1 sat',
    });
    const marked = readingOf(payment, { providerStatus: 'Settled' });
    expect(compareStray(marked, 'LP-1')?.name).toBe('invoice_missing_in_ledger');
  });
});

describe('isInFlight', () => {
  const graceMs = 600_000;
  const reading = readingOf(payment);
  const at = (nowMs: number, more: object = {}) => isInFlight({ ...reading, ...more }, { nowMs, graceMs });

  it('is what was made, paid or has expired within the grace', () => {
    expect(at(reading.createdAtMs)).toBe(true);
    expect(at(reading.createdAtMs + graceMs)).toBe(false);
    expect(at(reading.expirationMs + graceMs - 1)).toBe(true);
    expect(at(reading.expirationMs + graceMs)).toBe(false);
    const paid = received('d', 1n, reading.expirationMs + graceMs);
    expect(at(reading.expirationMs + graceMs, { received: [paid] })).toBe(true);
  });
});

describe('needsNode', () => {
  it('is where the ledger holds money that BTCPay does not know', () => {
    expect(needsNode(ours(), readingOf(payment))).toBe(false);
    expect(needsNode(ours({ paidMsat: 1n }), readingOf(payment))).toBe(true);
  });
});

describe('comparePayment', () => {
  const moment = { nowMs: START_MS, graceMs: 600_000 };
  const message: AuditedPayment['messages'][number] = {
    id: 'evt_1',
    channel: 'webhook',
    type: 'payment.expired',
    cause: 'i',
    state: 'pending',
    nextAttemptMs: START_MS - 600_001,
  };
  const audited = { payment, rows: [], messages: [message], refunds: [] };

  it('holds a message overdue only past the grace, and where its channel is on', () => {
    const found = (nextAttemptMs: number, channels: readonly 'webhook'[]) =>
      names(comparePayment({ ...audited, messages: [{ ...message, nextAttemptMs }] }, moment, channels));
    expect(found(START_MS - 600_001, ['webhook'])).toEqual(['delivery_overdue']);
    expect(found(START_MS - 600_000, ['webhook'])).toEqual([]);
    expect(found(START_MS - 600_001, [])).toEqual([]);
  });

  it('holds the sum on the invoices against the payment too', () => {
    const paid = aPayment({ paidMsat: 5_000n, invoices: [anInvoice({ paidMsat: 4_000n })] });
    const rows = [{ type: 'received', cause: 'h', msat: 5_000n }] as const;
    expect(comparePayment({ ...audited, messages: [], payment: paid, rows }, moment, [])).toEqual([
      {
        name: 'rows_do_not_sum',
        reference: paid.reference,
        about: paid.id,
        ledger: '5 sat',
        other: '4 sat on invoices',
      },
    ]);
  });
});
