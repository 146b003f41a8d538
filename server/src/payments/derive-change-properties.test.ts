import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { ASKED_MSAT, anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { aDestination, readingOf, received } from '../../test/fakes/readings.ts';
import type { Change } from './change.ts';
import { deriveChange } from './derive-change.ts';
import { type InvoiceReading, RANK } from './invoice.ts';
import { deriveStatus, type Payment } from './payment.ts';

const EXPIRATION_MS = START_MS + 61 * 60_000;
const TOLD = ['settled', 'expired', 'underpaid', 'overpaid', 'duplicate', 'reversed'];

const start = (): Payment =>
  aPayment({
    id: 'pay_1',
    invoices: [anInvoice({ id: 'inv_1', status: 'expired' }), anInvoice({ id: 'inv_2', attempt: 2 })],
  });

/** Payments that come to an invoice one after another: a reading shows the first few of them. */
const money = fc.array(
  fc.tuple(
    fc.constantFrom(1n, 999n, 1_000n, 30_000_000n, ASKED_MSAT - 1n, ASKED_MSAT, ASKED_MSAT * 2n),
    fc.constantFrom(EXPIRATION_MS - 60_000, EXPIRATION_MS, EXPIRATION_MS + 60_000),
  ),
  { maxLength: 4 },
);

/** Anything that BTCPay may say of either invoice, in any order: stale, contradictory, or with an odd BOLT11. */
const hint = fc.record({
  invoice: fc.constantFrom(0, 1),
  seen: fc.nat({ max: 4 }),
  providerStatus: fc.constantFrom('New', 'Processing', 'Settled', 'Expired', 'Invalid'),
  additionalStatus: fc.constantFrom('None', 'PaidPartial', 'PaidOver', 'PaidLate', 'Marked', 'Unheard'),
  destination: fc.constantFrom('known', 'none', 'replaced', 'unfit'),
});
type Hint = typeof hint extends fc.Arbitrary<infer H> ? H : never;
type Money = typeof money extends fc.Arbitrary<infer M> ? M : never;

function toReading(hint: Hint, moneys: readonly Money[]): InvoiceReading {
  const payment = start();
  const invoice = payment.invoices[hint.invoice] ?? anInvoice();
  const all = [...(moneys[hint.invoice] ?? [])].sort(([, a], [, b]) => a - b);
  const seen = all.slice(0, hint.seen).map(([msat, atMs], n) => received(`${invoice.id}_${n}`, msat, atMs));
  const { providerStatus, additionalStatus } = hint;
  const plain = readingOf(payment, { providerStatus, additionalStatus, received: seen }, invoice);
  if (hint.destination === 'none') return { ...plain, lightning: null };
  if (hint.destination === 'known') return plain;
  const due = plain.lightning?.dueMsat ?? 0n;
  const asked = hint.destination === 'unfit' ? due + 1n : due;
  const request = {
    ...aDestination().request,
    bolt11: `lnbcrt_${invoice.id}_${seen.length}`,
    amountMsat: asked,
  };
  return { ...plain, lightning: aDestination({ dueMsat: due, request }) };
}

/** Applies readings one after another, as the ledger would, and hands out every change. */
function apply(readings: readonly InvoiceReading[]): { payment: Payment; changes: Change[] } {
  let payment = start();
  const changes: Change[] = [];
  for (const [index, reading] of readings.entries()) {
    const change = deriveChange(payment, reading, START_MS + index, 'sweep');
    if (change === null) continue;
    changes.push(change);
    payment = change.payment;
  }
  return { payment, changes };
}

const unique = (rows: readonly { type: string; cause: string }[]) => [
  ...new Set(rows.map(({ type, cause }) => `${type} ${cause}`)),
];

const story = fc.record({
  moneys: fc.tuple(money, money),
  hints: fc.array(hint, { minLength: 1, maxLength: 12 }),
});

describe('deriveChange, whatever readings come in whatever order', () => {
  const holds = (check: (readings: InvoiceReading[]) => void) =>
    fc.assert(
      fc.property(story, ({ moneys, hints }) => check(hints.map((one) => toReading(one, moneys)))),
      { numRuns: 500 },
    );

  it('lets no rank fall, no settled payment go, and no money or lasting flag be lost', () => {
    holds((readings) => {
      let before = start();
      for (const { payment: after, expectedVersion } of apply(readings).changes) {
        expect([expectedVersion, after.version]).toEqual([before.version, before.version + 1]);
        for (const [index, invoice] of after.invoices.entries()) {
          const was = before.invoices[index] ?? invoice;
          expect(RANK[invoice.status]).toBeGreaterThanOrEqual(RANK[was.status]);
          expect(invoice.paidMsat).toBeGreaterThanOrEqual(was.paidMsat);
          expect(invoice.amountMsat).toBe(was.amountMsat);
          expect(invoice.dueMsat).toBeGreaterThan(0n);
        }
        expect(after.status).toBe(deriveStatus(after.invoices));
        if (before.status === 'settled') {
          expect([after.status, after.settledAtMs]).toEqual(['settled', before.settledAtMs]);
        }
        expect(after.settledAtMs === null).toBe(after.status !== 'settled');
        expect(after.paidMsat).toBe(after.invoices.reduce((sum, { paidMsat }) => sum + paidMsat, 0n));
        const lasting = before.flags.filter((flag) => flag !== 'overpaid' && flag !== 'underpaid');
        expect(after.flags).toEqual(expect.arrayContaining(lasting));
        before = after;
      }
    });
  });

  it('finds nothing new in the same reading a second time', () => {
    holds((readings) => {
      let payment = start();
      for (const reading of readings) {
        payment = deriveChange(payment, reading, START_MS, 'sweep')?.payment ?? payment;
        expect(deriveChange(payment, reading, START_MS + 1, 'sweep')).toBeNull();
      }
    });
  });

  it('writes one settled row, and one outgoing event for each row that the merchant hears of', () => {
    holds((readings) => {
      const { payment, changes } = apply(readings);
      const rows = unique(changes.flatMap(({ events }) => events));
      const told = unique(changes.flatMap(({ outbox }) => outbox));
      const settled = payment.status === 'settled' ? ['settled pay_1'] : [];
      expect(rows.filter((row) => row.startsWith('settled '))).toEqual(settled);
      expect(told.filter((row) => row.startsWith('payment.settled '))).toHaveLength(settled.length);
      const heard = rows.filter((row) => TOLD.includes(row.split(' ')[0] ?? ''));
      expect(told).toEqual(heard.map((row) => `payment.${row}`));
      for (const { events, outbox } of changes) {
        expect(events.length).toBeGreaterThan(0);
        expect(unique(outbox)).toHaveLength(outbox.length);
        expect(unique(events)).toHaveLength(events.length);
      }
    });
  });

  it('writes a row for every payment that is counted', () => {
    holds((readings) => {
      const { payment, changes } = apply(readings);
      const rows = new Map(
        changes
          .flatMap(({ events }) => events)
          .filter(({ type }) => type === 'received')
          .map(({ cause, data }) => [cause, BigInt(data['msat'] ?? 0)]),
      );
      expect([...rows.values()].reduce((sum, msat) => sum + msat, 0n)).toBe(payment.paidMsat);
    });
  });

  it('ends settled with the same money in every order, once one reading covers the invoice', () => {
    const shuffled = story.chain(({ moneys, hints }) => {
      const covered: [Money, Money] = [moneys[0], [[ASKED_MSAT, EXPIRATION_MS], ...moneys[1]]];
      const all = [...hints, { ...whole, seen: covered[1].length }];
      const readings = all.map((one) => toReading(one, covered));
      return fc.tuple(fc.constant(readings), fc.shuffledSubarray(readings, { minLength: all.length }));
    });
    fc.assert(
      fc.property(shuffled, ([inOrder, another]) => {
        const [a, b] = [apply(inOrder).payment, apply(another).payment];
        expect([a.status, b.status]).toEqual(['settled', 'settled']);
        expect(a.paidMsat).toBe(b.paidMsat);
        expect(a.flags.includes('overpaid')).toBe(b.flags.includes('overpaid'));
      }),
      { numRuns: 500 },
    );
  });
});

const whole: Hint = {
  invoice: 1,
  seen: 0,
  providerStatus: 'New',
  additionalStatus: 'None',
  destination: 'known',
};
