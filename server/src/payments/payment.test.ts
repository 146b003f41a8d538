import { describe, expect, it } from 'vitest';
import { anInvoice } from '../../test/fakes/payments.ts';
import type { InvoiceStatus } from './invoice.ts';
import { currentInvoice, deriveStatus, wholeSats } from './payment.ts';

const STATUSES = ['new', 'processing', 'expired', 'invalid', 'settled'] as const;
const derive = (...statuses: InvoiceStatus[]) => deriveStatus(statuses.map((status) => ({ status })));

describe('deriveStatus', () => {
  it('is new without an invoice', () => {
    expect(derive()).toBe('new');
  });

  it.each(STATUSES)('is that of the only invoice: %s', (status) => {
    expect(derive(status)).toBe(status);
  });

  // Rows: the older invoice. Cells: the payment, for the newer one in the order of STATUSES.
  const table: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
    new: ['new', 'processing', 'expired', 'invalid', 'settled'],
    processing: ['new', 'processing', 'expired', 'invalid', 'settled'],
    expired: ['new', 'processing', 'expired', 'invalid', 'settled'],
    invalid: ['new', 'processing', 'expired', 'invalid', 'settled'],
    settled: ['settled', 'settled', 'settled', 'settled', 'settled'],
  };
  const pairs = STATUSES.flatMap((older) =>
    STATUSES.map((newer, column) => [older, newer, table[older][column]] as const),
  );

  it.each(pairs)('of %s and then %s is %s', (older, newer, status) => {
    expect(derive(older, newer)).toBe(status);
  });

  it('is settled wherever among many the settled one stands', () => {
    expect(derive('settled', 'expired', 'new')).toBe('settled');
    expect(derive('expired', 'settled', 'invalid')).toBe('settled');
    expect(derive('expired', 'invalid', 'new')).toBe('new');
  });
});

describe('currentInvoice', () => {
  it('is the newest, or null', () => {
    const [older, newer] = [anInvoice(), anInvoice({ attempt: 2 })];
    expect(currentInvoice({ invoices: [older, newer] })).toBe(newer);
    expect(currentInvoice({ invoices: [] })).toBeNull();
  });
});

describe('wholeSats', () => {
  it.each([
    [0n, 0n],
    [999n, 0n],
    [1_000n, 1n],
    [77_649_999n, 77_649n],
    [77_650_000n, 77_650n],
  ])('of %s msat are %s', (msat, sats) => {
    expect(wholeSats(msat)).toBe(sats);
  });
});
