import { describe, expect, it } from 'vitest';
import {
  advance,
  type Invoice,
  type LightningMethod,
  mark,
  markableStatuses,
  paidMsat,
  recordPayment,
} from './invoices.ts';

const EXPIRES_AT_MS = 1_000_000;
const BEFORE = EXPIRES_AT_MS - 1;
const AFTER = EXPIRES_AT_MS + 1000;

const LIGHTNING: LightningMethod = {
  rate: '100000000',
  amountSats: 1500n,
  paymentHash: 'aa',
  claimedSats: null,
};

const NEW: Invoice = {
  type: 'Standard',
  status: 'New',
  additionalStatus: 'None',
  expiresAtMs: EXPIRES_AT_MS,
  paymentTolerance: 0,
  lightning: LIGHTNING,
  payments: [],
};

function pay(invoice: Invoice, msat: bigint): Invoice {
  const payment = { paymentHash: 'aa', receivedAt: 1, msat, destination: 'lnbcrt1' };
  return recordPayment(invoice, payment).invoice;
}

function state(invoice: Invoice): string {
  return `${invoice.status}/${invoice.additionalStatus}`;
}

const SETTLED = advance(pay(NEW, 1_500_000n), BEFORE).invoice;
const PARTIAL = advance(pay(NEW, 700_000n), BEFORE).invoice;
const EXPIRED = advance(NEW, AFTER).invoice;
const EXPIRED_PARTIAL = advance(PARTIAL, AFTER).invoice;
const LATE = advance(pay(EXPIRED, 1_500_000n), AFTER).invoice;
const MARKED_SETTLED: Invoice = { ...NEW, status: 'Settled', additionalStatus: 'Marked' };
const MARKED_INVALID: Invoice = { ...NEW, status: 'Invalid', additionalStatus: 'Marked' };

describe('advance', () => {
  const cases: [string, Invoice, number, string, string[]][] = [
    ['unpaid, before expiry', NEW, BEFORE, 'New/None', []],
    ['unpaid, at expiry', NEW, EXPIRES_AT_MS, 'Expired/None', ['InvoiceExpired']],
    ['exact', pay(NEW, 1_500_000n), BEFORE, 'Settled/None', ['InvoiceProcessing', 'InvoiceSettled']],
    ['one msat short', pay(NEW, 1_499_999n), BEFORE, 'New/PaidPartial', []],
    ['one msat over', pay(NEW, 1_500_001n), BEFORE, 'Settled/None', ['InvoiceProcessing', 'InvoiceSettled']],
    [
      'one sat over',
      pay(NEW, 1_501_000n),
      BEFORE,
      'Settled/PaidOver',
      ['InvoiceProcessing', 'InvoiceSettled'],
    ],
    ['the rest', pay(PARTIAL, 800_000n), BEFORE, 'Settled/None', ['InvoiceProcessing', 'InvoiceSettled']],
    [
      'partial at expiry',
      PARTIAL,
      AFTER,
      'Expired/PaidPartial',
      ['InvoiceExpired', 'InvoiceExpiredPaidPartial'],
    ],
    ['late', pay(EXPIRED, 1_500_000n), AFTER, 'Expired/PaidLate', ['InvoicePaidAfterExpiration']],
    ['late and too little', pay(EXPIRED, 1000n), AFTER, 'Expired/PaidPartial', []],
    ['late rest', pay(EXPIRED_PARTIAL, 800_000n), AFTER, 'Expired/PaidLate', ['InvoicePaidAfterExpiration']],
    [
      'paid in time, looked at too late',
      pay(NEW, 1_500_000n),
      AFTER,
      'Expired/PaidLate',
      ['InvoiceExpired', 'InvoicePaidAfterExpiration'],
    ],
    ['late, once more', LATE, AFTER, 'Expired/PaidLate', []],
    ['settled stays', pay(SETTLED, 1000n), AFTER, 'Settled/None', []],
    ['paid after the mark', pay(MARKED_SETTLED, 1_500_000n), BEFORE, 'Settled/Marked', []],
    ['paid after the mark Invalid', pay(MARKED_INVALID, 1_500_000n), BEFORE, 'Invalid/Marked', []],
    ['marked stays at expiry', MARKED_INVALID, AFTER, 'Invalid/Marked', []],
  ];
  it.each(cases)('%s', (_, invoice, nowMs, expected, events) => {
    const step = advance(invoice, nowMs);
    expect(state(step.invoice)).toBe(expected);
    expect(step.events.map((event) => event.type)).toEqual(events);
  });

  it('lets the tolerance cover what is missing', () => {
    const tolerant = { ...NEW, paymentTolerance: 40 };
    expect(state(advance(pay(tolerant, 900_000n), BEFORE).invoice)).toBe('Settled/None');
    expect(state(advance(pay(tolerant, 899_999n), BEFORE).invoice)).toBe('New/PaidPartial');
  });

  it('settles a top-up with any payment and never calls it overpaid', () => {
    const topUp: Invoice = {
      ...NEW,
      type: 'TopUp',
      lightning: { ...LIGHTNING, amountSats: 0n },
    };
    expect(state(advance(topUp, BEFORE).invoice)).toBe('New/None');
    expect(state(advance(pay(topUp, 1n), BEFORE).invoice)).toBe('Settled/None');
  });

  it('settles an invoice of amount zero by itself', () => {
    expect(state(advance({ ...NEW, lightning: null }, BEFORE).invoice)).toBe('Settled/None');
  });

  it('says in its events whether too much or only a part was paid', () => {
    const over = advance(pay(NEW, 3_000_000n), BEFORE).events;
    expect(over).toEqual([
      { type: 'InvoiceProcessing', overPaid: true },
      { type: 'InvoiceSettled', manuallyMarked: false, overPaid: true },
    ]);
    expect(advance(PARTIAL, AFTER).events[0]).toEqual({ type: 'InvoiceExpired', partiallyPaid: true });
    expect(advance(NEW, AFTER).events[0]).toEqual({ type: 'InvoiceExpired', partiallyPaid: false });
  });
});

describe('recordPayment', () => {
  it.each([
    [NEW, false],
    [PARTIAL, false],
    [MARKED_SETTLED, false],
    [EXPIRED, true],
    [MARKED_INVALID, true],
  ])('tells the payment twice, after expiration if the status says so', (invoice, afterExpiration) => {
    const payment = { paymentHash: 'aa', receivedAt: 1, msat: 5n, destination: 'lnbcrt1' };
    const step = recordPayment(invoice, payment);
    expect(step.events).toEqual([
      { type: 'InvoicePaymentSettled', afterExpiration, payment },
      { type: 'InvoiceReceivedPayment', afterExpiration, payment },
    ]);
    expect(paidMsat(step.invoice)).toBe(paidMsat(invoice) + 5n);
    expect(state(step.invoice)).toBe(state(invoice));
  });
});

describe('mark', () => {
  const cases: [string, Invoice, ('Settled' | 'Invalid')[]][] = [
    ['New', NEW, ['Settled', 'Invalid']],
    ['New + PaidPartial', PARTIAL, ['Settled', 'Invalid']],
    ['Expired', EXPIRED, ['Settled', 'Invalid']],
    ['Expired + PaidLate', LATE, ['Settled', 'Invalid']],
    ['Settled by payment', SETTLED, []],
    ['Settled by hand', MARKED_SETTLED, ['Invalid']],
    ['Invalid by hand', MARKED_INVALID, ['Settled']],
  ];
  it.each(cases)('%s may become what BTCPay lists', (_, invoice, allowed) => {
    expect(markableStatuses(invoice)).toEqual(allowed);
    for (const status of ['Settled', 'Invalid'] as const) {
      const step = mark(invoice, status);
      expect(step && state(step.invoice)).toBe(allowed.includes(status) ? `${status}/Marked` : null);
    }
  });

  it('tells the mark', () => {
    expect(mark(NEW, 'Settled')?.events).toEqual([
      { type: 'InvoiceSettled', manuallyMarked: true, overPaid: false },
    ]);
    expect(mark(NEW, 'Invalid')?.events).toEqual([{ type: 'InvoiceInvalid', manuallyMarked: true }]);
  });
});
