import { describe, expect, it } from 'vitest';
import type { Ledger } from '../src/payments/ports.ts';
import { withReceipt } from '../src/payments/receipt.ts';
import { recordWaiting, settling } from './fakes/ledger-rows.ts';
import { freshId } from './fakes/payments.ts';
import { seededRandom } from './fakes/random.ts';

/** The part of the ledger's contract that keeps receipts. */
export function ledgerReceiptsContract(ledger: () => Ledger): void {
  const settle = async () => {
    const waiting = await recordWaiting(ledger());
    const change = withReceipt(settling(waiting), seededRandom(freshId('receipt')));
    return { change, saved: await ledger().saveChange(change) };
  };

  describe('findByReceipt', () => {
    it('finds the payment that settled with a token, and no other', async () => {
      const [one, two] = [await settle(), await settle()];
      expect(one.saved?.receiptToken).toBe(one.change.payment.receiptToken);
      for (const { saved } of [one, two]) {
        expect(await ledger().findByReceipt(saved?.receiptToken ?? '')).toEqual(saved);
      }
    });

    it('is null for what is no token of ours, and for the payment’s own id', async () => {
      const { saved } = await settle();
      for (const token of ['', `rcp_${'a'.repeat(22)}`, saved?.id ?? '', "' or true --"]) {
        expect(await ledger().findByReceipt(token)).toBeNull();
      }
    });

    it('keeps the first token, whatever is saved later', async () => {
      const { change, saved } = await settle();
      const later = { ...change, expectedVersion: saved?.version ?? 0 };
      for (const receiptToken of [null, `rcp_${'b'.repeat(22)}`]) {
        const payment = { ...change.payment, receiptToken };
        const again = await ledger().saveChange({ ...later, payment });
        expect(again?.receiptToken).toBe(saved?.receiptToken);
        later.expectedVersion = again?.version ?? 0;
      }
    });
  });
}
