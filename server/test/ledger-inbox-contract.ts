import { describe, expect, it } from 'vitest';
import { deriveInvoiceAdded } from '../src/payments/derive-change.ts';
import type { Delivery, Ledger } from '../src/payments/ports.ts';
import { START_MS } from './fakes/clock.ts';
import { aNewPayment, anInvoice, freshId } from './fakes/payments.ts';

/** The part of the ledger's contract that keeps webhooks. */
export function ledgerInboxContract(ledger: () => Ledger): void {
  const delivery = (change: Partial<Delivery> = {}): Delivery => ({
    id: freshId('delivery'),
    webhookId: 'wh_1',
    type: 'InvoiceSettled',
    invoiceId: freshId('inv'),
    paymentId: null,
    body: '{"type":"InvoiceSettled"}\n',
    receivedAtMs: START_MS,
    ...change,
  });
  const pending = async (ids: readonly string[]) =>
    (await ledger().pendingDeliveries()).filter(({ id }) => ids.includes(id));

  describe('storeDelivery', () => {
    it('stores a webhook once, also of ten that come together', async () => {
      const one = delivery();
      const all = await Promise.all(
        Array.from({ length: 10 }, () => ledger().storeDelivery(one, 'pending', null)),
      );
      expect(all.filter((fresh) => fresh)).toHaveLength(1);
      expect(await pending([one.id])).toEqual([
        { id: one.id, type: one.type, invoiceId: one.invoiceId, paymentId: null },
      ]);
    });

    it('does not wake a finished one by its redelivery', async () => {
      const one = delivery();
      await ledger().storeDelivery(one, 'pending', null);
      await ledger().finishDeliveries([one.id], 'applied', null, START_MS);
      expect(await ledger().storeDelivery(one, 'pending', null)).toBe(false);
      expect(await pending([one.id])).toEqual([]);
    });

    it('takes any text, and no invoice at all', async () => {
      const one = delivery({ invoiceId: null, body: '\u{FFFD} "\\u0000" 🧾'.repeat(1_000) });
      expect(await ledger().storeDelivery(one, 'parked', 'unreadable: no JSON')).toBe(true);
      expect(await pending([one.id])).toEqual([]);
    });
  });

  describe('pendingDeliveries', () => {
    it('gives those that wait, the oldest first', async () => {
      const [late, early] = [
        delivery({ receivedAtMs: START_MS + 2 }),
        delivery({ receivedAtMs: START_MS + 1 }),
      ];
      const done = delivery();
      for (const one of [late, early]) await ledger().storeDelivery(one, 'pending', null);
      await ledger().storeDelivery(done, 'applied', null);
      const found = await pending([late.id, early.id, done.id]);
      expect(found.map(({ id }) => id)).toEqual([early.id, late.id]);
    });
  });

  describe('finishDeliveries', () => {
    it('finishes those that were named, and takes none', async () => {
      const [one, two, three] = [delivery(), delivery(), delivery()];
      for (const each of [one, two, three]) await ledger().storeDelivery(each, 'pending', null);
      await ledger().finishDeliveries([one.id, two.id, 'unknown'], 'parked', 'gateway_bad_answer', START_MS);
      await ledger().finishDeliveries([], 'applied', null, START_MS);
      expect((await pending([one.id, two.id, three.id])).map(({ id }) => id)).toEqual([three.id]);
    });
  });

  describe('saveChange', () => {
    it('wakes webhooks that came before the invoice was recorded, and only those', async () => {
      const entry = aNewPayment();
      await ledger().recordPayment(entry);
      const invoice = anInvoice();
      const early = delivery({ invoiceId: invoice.id });
      const refused = delivery({ invoiceId: invoice.id });
      const foreign = delivery();
      await ledger().storeDelivery(early, 'parked', 'unknown_invoice');
      await ledger().storeDelivery(refused, 'parked', 'gateway_bad_answer');
      await ledger().storeDelivery(foreign, 'parked', 'unknown_invoice');
      await ledger().saveChange(deriveInvoiceAdded(entry.payment, invoice, START_MS));
      const woken = await pending([early.id, refused.id, foreign.id]);
      expect(woken.map(({ id }) => id)).toEqual([early.id]);
    });
  });
}
