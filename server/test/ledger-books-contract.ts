import { describe, expect, it } from 'vitest';
import { deriveChange } from '../src/payments/derive-change.ts';
import type { Payment } from '../src/payments/payment.ts';
import type { Ledger } from '../src/payments/ports.ts';
import { recordWaiting } from './fakes/ledger-rows.ts';
import { ASKED_MSAT, freshId } from './fakes/payments.ts';
import { readingOf, received } from './fakes/readings.ts';

/** Midnight of UTC before days on which no other test's payment settles. */
const DAY_MS = Date.UTC(2031, 0, 30);
const day = (n: number) => DAY_MS + n * 86_400_000;

/** The part of the ledger's contract that sums, and that tells what BTCPay's webhooks said. */
export function ledgerBooksContract(ledger: () => Ledger): void {
  async function settle(atMs: number, price: Payment['price'], msat = ASKED_MSAT): Promise<void> {
    const waiting = await recordWaiting(ledger(), { price });
    const reading = readingOf(waiting, {
      providerStatus: 'Settled',
      received: [received(waiting.id, msat)],
    });
    const change = deriveChange(waiting, reading, atMs, 'sweep');
    if (change === null) throw new Error('nothing changed');
    await ledger().saveChange(change);
  }

  describe('summarizeDays', () => {
    it('sums exactly what settled, by UTC days and currencies, the end not included', async () => {
      const most = 9_999_999_999_999_999n;
      await settle(day(0), { minor: 5_000n, currency: 'USD' });
      await settle(day(1) - 1, { minor: 2_501n, currency: 'USD' }, ASKED_MSAT + 999n);
      await settle(day(1), { minor: most, currency: 'CLF' });
      await settle(day(1), { minor: most, currency: 'CLF' });
      await settle(day(1), { minor: 1n, currency: 'SATS' });
      await settle(day(2), { minor: 7n, currency: 'USD' });
      await recordWaiting(ledger());
      expect(await ledger().summarizeDays(day(0), day(2))).toEqual([
        { day: '2031-01-30', count: 2, price: { minor: 7_501n, currency: 'USD' }, paidSats: 155_300n },
        { day: '2031-01-31', count: 2, price: { minor: most * 2n, currency: 'CLF' }, paidSats: 155_300n },
        { day: '2031-01-31', count: 1, price: { minor: 1n, currency: 'SATS' }, paidSats: 77_650n },
      ]);
      expect(await ledger().summarizeDays(day(2), day(3))).toHaveLength(1);
      expect(await ledger().summarizeDays(day(3), day(4))).toEqual([]);
    });
  });

  describe('getHistory', () => {
    it('tells what BTCPay said of the payment’s invoices, in the order in which it came', async () => {
      const payment = await recordWaiting(ledger());
      const said = {
        webhookId: 'webhook1',
        invoiceId: payment.invoices[0]?.id ?? '',
        paymentId: null,
        body: '{}',
      };
      const [first, second] = [freshId('delivery'), freshId('delivery')];
      const settled = { ...said, id: second, type: 'InvoiceSettled', receivedAtMs: day(0) + 40 };
      await ledger().storeDelivery(settled, 'pending', null);
      const odd = { ...said, id: first, type: 'InvoiceOdd', receivedAtMs: day(0) };
      await ledger().storeDelivery(odd, 'parked', 'unknown_type');
      await ledger().finishDeliveries([second], 'applied', null, day(0) + 50);
      expect((await ledger().getHistory(payment.id))?.webhooks).toEqual([
        { type: 'InvoiceOdd', atMs: day(0), state: 'parked', reason: 'unknown_type' },
        { type: 'InvoiceSettled', atMs: day(0) + 40, state: 'applied', reason: null },
      ]);
    });
  });
}
