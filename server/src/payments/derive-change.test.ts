import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { ASKED_MSAT, anInvoice, aPayment, hashOf } from '../../test/fakes/payments.ts';
import { aDestination, readingOf, received } from '../../test/fakes/readings.ts';
import type { SeenBy } from './change.ts';
import { deriveChange, deriveInvoiceAdded, payableInvoice, replacementFault } from './derive-change.ts';
import type { InvoiceReading } from './invoice.ts';
import type { Payment } from './payment.ts';

const AT_MS = START_MS + 120_000;
const waiting = aPayment({ id: 'pay_1', invoices: [anInvoice({ id: 'inv_1' })] });
const marked = (providerStatus: 'Settled' | 'Invalid'): Partial<InvoiceReading> => ({
  providerStatus,
  additionalStatus: 'Marked',
});

/** The destination that BTCPay makes for the rest of a part-paid invoice. */
function rest(dueMsat: bigint, amountMsat = dueMsat) {
  const request = {
    ...aDestination().request,
    bolt11: 'lnbcrt_rest',
    paymentHash: hashOf('rest'),
    amountMsat,
  };
  return aDestination({ dueMsat, request });
}

function step(payment: Payment, reading: Partial<InvoiceReading>, invoice?: Payment['invoices'][number]) {
  const change = deriveChange(payment, readingOf(payment, reading, invoice), AT_MS, 'sweep');
  if (change === null) throw new Error('nothing changed');
  return {
    payment: change.payment,
    rows: change.events.map(({ type, cause }) => `${type} ${cause}`),
    told: change.outbox.map(({ type, cause }) => `${type} ${cause}`),
    change,
  };
}

describe('deriveChange', () => {
  it('is null for a reading that tells nothing new, or of an invoice that is not the payment’s', () => {
    expect(deriveChange(waiting, readingOf(waiting), AT_MS, 'sweep')).toBeNull();
    const foreign = readingOf(waiting, { invoiceId: 'inv_2', providerStatus: 'Settled' });
    expect(deriveChange(waiting, foreign, AT_MS, 'sweep')).toBeNull();
  });

  it('settles once: one row, one event, one version up', () => {
    const paid = { providerStatus: 'Settled' as const, received: [received('a', ASKED_MSAT)] };
    const { payment, rows, told, change } = step(waiting, paid);
    expect(payment).toMatchObject({ status: 'settled', version: 3, paidMsat: ASKED_MSAT, flags: [] });
    expect(payment.settledAtMs).toBe(AT_MS);
    expect(rows).toEqual([`received ${hashOf('a')}`, 'settled pay_1']);
    expect(told).toEqual(['payment.settled pay_1']);
    expect(change).toMatchObject({ expectedVersion: 2, invoice: { id: 'inv_1', status: 'settled' } });
    expect(deriveChange(payment, readingOf(payment, paid), AT_MS + 1, 'sweep')).toBeNull();
  });

  it('settles from money while BTCPay still says New', () => {
    const { payment } = step(waiting, { received: [received('a', ASKED_MSAT)] });
    expect(payment).toMatchObject({ status: 'settled', flags: [] });
  });

  it('settles a punctual payment that BTCPay calls Expired and PaidLate, without the flag', () => {
    const reading = { providerStatus: 'Expired', additionalStatus: 'PaidLate' } as const;
    const punctual = step(waiting, { ...reading, received: [received('a', ASKED_MSAT)] });
    expect(punctual.payment).toMatchObject({ status: 'settled', flags: [] });
    const late = received('a', ASKED_MSAT, START_MS + 62 * 60_000);
    expect(step(waiting, { ...reading, received: [late] }).payment.flags).toEqual(['late']);
  });

  it('replaces the BOLT11 after a part payment, and tells the merchant of each part', () => {
    const due = ASKED_MSAT - 30_000_000n;
    const first = step(waiting, {
      additionalStatus: 'PaidPartial',
      received: [received('a', 30_000_000n)],
      lightning: rest(due),
    });
    expect(first.payment).toMatchObject({ status: 'new', flags: ['underpaid'], paidMsat: 30_000_000n });
    expect(payableInvoice(first.payment, AT_MS)).toMatchObject({ bolt11: 'lnbcrt_rest', dueMsat: due });
    expect(first.rows).toEqual([
      `received ${hashOf('a')}`,
      `invoice_replaced ${hashOf('rest')}`,
      'underpaid inv_1:30000000',
    ]);
    expect(first.told).toEqual(['payment.underpaid inv_1:30000000']);

    const parts = [received('a', 30_000_000n), received('b', 10_000_000n)];
    const second = step(first.payment, { additionalStatus: 'PaidPartial', received: parts });
    expect(second.told).toEqual(['payment.underpaid inv_1:40000000']);

    const whole = [...parts, received('c', ASKED_MSAT - 40_000_000n)];
    const done = step(second.payment, { providerStatus: 'Settled', received: whole });
    expect(done.payment).toMatchObject({ status: 'settled', flags: [], paidMsat: ASKED_MSAT });
    expect(done.told).toEqual(['payment.settled pay_1']);
  });

  it('keeps a part payment when the invoice expires', () => {
    const part = step(waiting, { additionalStatus: 'PaidPartial', received: [received('a', 5_000n)] });
    const over = step(part.payment, { providerStatus: 'Expired', received: [received('a', 5_000n)] });
    expect(over.payment).toMatchObject({ status: 'expired', flags: ['underpaid'], paidMsat: 5_000n });
    expect(over.told).toEqual(['payment.expired inv_1']);
  });

  it('neither unlearns money from an older reading nor shows the BOLT11 of before it again', () => {
    const part = step(waiting, {
      additionalStatus: 'PaidPartial',
      received: [received('a', 5_000n)],
      lightning: rest(ASKED_MSAT - 5_000n),
    }).payment;
    expect(deriveChange(part, readingOf(waiting), AT_MS, 'sweep')).toBeNull();
    const settled = step(waiting, { received: [received('a', ASKED_MSAT)] }).payment;
    expect(deriveChange(settled, readingOf(settled), AT_MS, 'sweep')).toBeNull();
  });

  it('does not show a replacement that is unfit', () => {
    const reading = {
      additionalStatus: 'PaidPartial',
      received: [received('a', 5_000n)],
      lightning: rest(ASKED_MSAT - 5_000n, ASKED_MSAT * 2n),
    };
    const { payment, rows } = step(waiting, reading);
    expect(payment.invoices[0]).toMatchObject({ bolt11: 'lnbcrt_inv_1_1', paidMsat: 5_000n });
    expect(rows).toEqual([`received ${hashOf('a')}`, 'underpaid inv_1:5000']);
  });

  it('tells of a surplus, and of a larger one', () => {
    const over = step(waiting, {
      providerStatus: 'Settled',
      additionalStatus: 'PaidOver',
      received: [received('a', ASKED_MSAT + 1_000n)],
    });
    expect(over.payment.flags).toEqual(['overpaid']);
    expect(over.told).toEqual(['payment.settled pay_1', 'payment.overpaid inv_1:77651000']);
    const more = [received('a', ASKED_MSAT + 1_000n), received('b', 2_000n)];
    expect(step(over.payment, { providerStatus: 'Settled', received: more }).told).toEqual([
      'payment.overpaid inv_1:77653000',
    ]);
  });

  it('calls less than a whole satoshi no surplus', () => {
    const paid = { providerStatus: 'Settled' as const, received: [received('a', ASKED_MSAT + 999n)] };
    expect(step(waiting, paid).payment).toMatchObject({ flags: [], paidMsat: ASKED_MSAT + 999n });
  });

  it('settles by hand with nothing paid, and a later reversal changes no status', () => {
    const manual = step(waiting, marked('Settled'));
    expect(manual.payment).toMatchObject({ status: 'settled', flags: ['manual'], paidMsat: 0n });
    expect(manual.rows).toEqual(['settled pay_1', 'manual inv_1:0']);
    expect(manual.told).toEqual(['payment.settled pay_1']);
    const reversed = step(manual.payment, marked('Invalid'));
    expect(reversed.payment).toMatchObject({ status: 'settled', flags: ['manual', 'reversed'] });
    expect(reversed.payment.settledAtMs).toBe(manual.payment.settledAtMs);
    expect(reversed.told).toEqual(['payment.reversed inv_1:0']);
    expect(deriveChange(reversed.payment, readingOf(waiting, marked('Settled')), AT_MS, 'sweep')).toBeNull();
  });

  it('takes Invalid by hand for the status while nothing was settled', () => {
    const { payment, told } = step(waiting, marked('Invalid'));
    expect(payment).toMatchObject({ status: 'invalid', flags: [], settledAtMs: null });
    expect(told).toEqual([]);
  });

  it('settles through an older invoice, and calls the second payment a duplicate', () => {
    const [older, newer] = [
      anInvoice({ id: 'inv_1', status: 'expired' }),
      anInvoice({ id: 'inv_2', attempt: 2 }),
    ];
    const renewed = aPayment({ id: 'pay_1', invoices: [older, newer] });
    const paid = (name: string) => ({ received: [received(name, ASKED_MSAT)] });
    const first = step(renewed, { providerStatus: 'Expired', ...paid('a') }, older);
    expect(first.payment.status).toBe('settled');
    const second = step(first.payment, { providerStatus: 'Settled', ...paid('b') }, newer);
    expect(second.payment).toMatchObject({ flags: ['duplicate'], paidMsat: ASKED_MSAT * 2n });
    expect(second.rows).toContain('invoice_changed inv_2:settled');
    expect(second.told).toEqual(['payment.duplicate inv_2:77650000']);
  });

  it('records that an older invoice expired without moving the payment', () => {
    const [older, newer] = [anInvoice({ id: 'inv_1' }), anInvoice({ id: 'inv_2', attempt: 2 })];
    const renewed = aPayment({ invoices: [older, newer] });
    const { payment, rows, told } = step(renewed, { providerStatus: 'Expired' }, older);
    expect([payment.status, payment.version]).toEqual(['new', 3]);
    expect([rows, told]).toEqual([['invoice_changed inv_1:expired'], []]);
  });
});

describe('seenBy, in the rows of deriveChange', () => {
  const whole = received('a', ASKED_MSAT);
  const ways = (reading: Partial<InvoiceReading>, seenBy: SeenBy) =>
    deriveChange(waiting, readingOf(waiting, reading), AT_MS, seenBy)?.events.map(({ type, data }) => [
      type,
      data['seenBy'],
    ]);

  it.each(['webhook', 'sweep', 'renewal'] as const)('is %s where that made the server look', (seenBy) => {
    expect(ways({ providerStatus: 'Settled', received: [whole] }, seenBy)).toEqual([
      ['received', seenBy],
      ['settled', seenBy],
    ]);
    expect(ways({ providerStatus: 'Expired' }, seenBy)).toEqual([['expired', seenBy]]);
  });

  it('is node where the node alone knows of the money, and of that money only', () => {
    const part = received('b', 1_000n);
    const rest = { ...received('a', ASKED_MSAT - 1_000n), byNode: true } as const;
    expect(ways({ received: [part, rest] }, 'sweep')).toEqual([
      ['received', 'sweep'],
      ['received', 'node'],
      ['settled', 'node'],
    ]);
  });
});

describe('deriveInvoiceAdded', () => {
  it('makes the payment wait on the fresh invoice', () => {
    const expired = aPayment({ status: 'expired', invoices: [anInvoice({ status: 'expired' })] });
    const invoice = anInvoice({ id: 'inv_2', attempt: 2 });
    const { payment, events, outbox, expectedVersion } = deriveInvoiceAdded(expired, invoice, AT_MS);
    expect(expectedVersion).toBe(2);
    expect(payment).toMatchObject({ status: 'new', version: 3 });
    expect(payment.invoices.at(-1)).toBe(invoice);
    expect(events.map(({ type, cause }) => [type, cause])).toEqual([['invoice_added', 'inv_2']]);
    expect(outbox).toEqual([]);
  });
});

describe('replacementFault', () => {
  it('says why a replacement must not be shown', () => {
    const reading = readingOf(waiting, { lightning: rest(5_000n, 6_000n) });
    expect(replacementFault(waiting, reading)).toBe('BOLT11 asks 6000 msat, 5000 are due');
  });

  it('is null for the BOLT11 that is known, for none, and for a fit one', () => {
    expect(replacementFault(waiting, readingOf(waiting))).toBeNull();
    expect(replacementFault(waiting, readingOf(waiting, { lightning: null }))).toBeNull();
    expect(replacementFault(waiting, readingOf(waiting, { lightning: rest(5_000n) }))).toBeNull();
  });

  it('is null when the rest was paid before the replacement was ever seen: nothing is shown', () => {
    const parts = [received('a', 5_000n), received('b', ASKED_MSAT - 5_000n)];
    const lightning = { ...rest(0n), request: rest(ASKED_MSAT - 5_000n).request };
    const reading = readingOf(waiting, { providerStatus: 'Settled', received: parts, lightning });
    expect(replacementFault(waiting, reading)).toBeNull();
  });
});

describe('payableInvoice', () => {
  const [invoice] = waiting.invoices;
  const endMs = START_MS + 60 * 60_000;

  it('is the newest invoice until its end', () => {
    expect(payableInvoice(waiting, endMs - 1)).toBe(invoice);
    expect(payableInvoice(waiting, endMs)).toBeNull();
  });

  it.each(['processing', 'expired', 'invalid', 'settled'] as const)('is none once it is %s', (status) => {
    const over = aPayment({ status, invoices: [anInvoice({ status })] });
    expect(payableInvoice(over, START_MS)).toBeNull();
  });

  it('is none when an older invoice settled the payment, or before any was made', () => {
    const [older, newer] = [anInvoice({ status: 'settled' }), anInvoice({ attempt: 2 })];
    expect(payableInvoice(aPayment({ status: 'settled', invoices: [older, newer] }), START_MS)).toBeNull();
    expect(payableInvoice(aPayment({ invoices: [] }), START_MS)).toBeNull();
  });
});
