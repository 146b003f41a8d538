import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { csvHeader, csvRows } from './csv.ts';

const payment = aPayment({
  id: 'pay_1',
  reference: 'LP-7F3K-9Q2M',
  status: 'settled',
  flags: ['late', 'overpaid'],
  paidMsat: 77_651_999n,
  settledAtMs: START_MS + 61_500,
  invoices: [anInvoice({ id: 'inv_1', status: 'settled', paymentHash: 'ab12' })],
});

describe('csvHeader', () => {
  it('names the fixed columns in their order', () => {
    expect(csvHeader()).toBe(
      'reference,paymentId,orderId,status,flags,pricedBy,amount,currency,paidSats,rate,createdAt,settledAt,description,paymentHash\r\n',
    );
  });
});

describe('csvRows', () => {
  it('writes a line a payment, times in UTC, satoshis whole', () => {
    expect(csvRows([payment])).toBe(
      'LP-7F3K-9Q2M,pay_1,A-1,settled,late overpaid,open,50.00,USD,77651,64392.23,2026-11-23T09:00:00.000Z,2026-11-23T09:01:01.500Z,Two cups,ab12\r\n',
    );
    expect(csvRows([payment, payment]).split('\r\n')).toHaveLength(3);
    expect(csvRows([])).toBe('');
  });

  it('leaves empty what is not there', () => {
    const bare = aPayment({ id: 'pay_2', reference: 'LP-2', orderId: null, description: null, invoices: [] });
    expect(csvRows([bare])).toBe('LP-2,pay_2,,new,,open,50.00,USD,0,,2026-11-23T09:00:00.000Z,,,\r\n');
  });

  const descriptionOf = (description: string) =>
    csvRows([{ ...payment, description }])
      .split('.500Z,')[1]
      ?.replace(/,ab12\r\n$/, '');

  it.each([
    ['two, three', '"two, three"'],
    ['a "mug"', '"a ""mug"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    ['注文 🧾', '注文 🧾'],
    ['1-2', '1-2'],
  ])('quotes %j as RFC 4180 does', (text, cell) => {
    expect(descriptionOf(text)).toBe(cell);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'keeps a spreadsheet from taking %j for a formula',
    (text) => {
      expect(descriptionOf(text)?.replace(/^"/, '')).toMatch(/^'/);
      expect(csvRows([{ ...payment, orderId: text }])).toMatch(/^LP-7F3K-9Q2M,pay_1,"?'/);
    },
  );
});
