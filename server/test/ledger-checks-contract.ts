import { describe, expect, it } from 'vitest';
import { deriveChange } from '../src/payments/derive-change.ts';
import type { Ledger } from '../src/payments/ports.ts';
import { START_MS } from './fakes/clock.ts';
import { recordWaiting, settling } from './fakes/ledger-rows.ts';
import { readingOf } from './fakes/readings.ts';

const LATER_MS = START_MS + 100_000;

/** What every ledger must do about the invoices that are to be looked at. */
export function ledgerChecksContract(ledger: () => Ledger): void {
  const due = async (nowMs: number, invoiceId: string) =>
    (await ledger().claimDueInvoices(nowMs, nowMs + 1_000, 1_000)).some((one) => one.invoiceId === invoiceId);

  describe('claimDueInvoices and scheduleChecks', () => {
    it('give an invoice to one at a time, and again when its next look has come', async () => {
      const id = (await recordWaiting(ledger())).invoices[0]?.id ?? '';
      expect(await due(LATER_MS, id)).toBe(true);
      expect(await due(LATER_MS + 999, id)).toBe(false);
      expect(await due(LATER_MS + 1_000, id)).toBe(true);
      await ledger().scheduleChecks([{ invoiceId: id, atMs: LATER_MS + 5_000 }]);
      expect(await due(LATER_MS + 4_999, id)).toBe(false);
      expect(await due(LATER_MS + 5_000, id)).toBe(true);
    });

    it('forget an invoice that was paid, also when a look ends after the payment', async () => {
      const payment = await recordWaiting(ledger());
      const id = payment.invoices[0]?.id ?? '';
      await ledger().saveChange(settling(payment));
      await ledger().scheduleChecks([{ invoiceId: id, atMs: LATER_MS }]);
      expect(await due(LATER_MS, id)).toBe(false);
    });

    it('keep an invoice that was settled by hand: money may still come', async () => {
      const payment = await recordWaiting(ledger());
      const id = payment.invoices[0]?.id ?? '';
      const reading = readingOf(payment, { providerStatus: 'Settled', additionalStatus: 'Marked' });
      const change = deriveChange(payment, reading, START_MS, 'sweep');
      if (change !== null) await ledger().saveChange(change);
      expect(await due(LATER_MS, id)).toBe(true);
      await ledger().scheduleChecks([{ invoiceId: id, atMs: LATER_MS + 5_000 }]);
      expect(await due(LATER_MS + 5_000, id)).toBe(true);
    });
  });
}
