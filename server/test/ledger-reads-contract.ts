import { describe, expect, it } from 'vitest';
import type { Ledger } from '../src/payments/ports.ts';
import { START_MS } from './fakes/clock.ts';
import { recordWaiting, settling } from './fakes/ledger-rows.ts';
import { freshId } from './fakes/payments.ts';

/** The part of the ledger's contract that reads. */
export function ledgerReadsContract(ledger: () => Ledger): void {
  describe('getPayment, findByInvoice, getHistory', () => {
    it('find a payment by its id and by its invoices', async () => {
      const waiting = await recordWaiting(ledger());
      expect(await ledger().getPayment(waiting.id)).toEqual(waiting);
      expect(await ledger().findByInvoice(waiting.invoices[0]?.id ?? '')).toEqual(waiting);
    });

    it.each(['', 'pay_unknown', "' or true --"])('are null for %j', async (id) => {
      expect(await ledger().getPayment(id)).toBeNull();
      expect(await ledger().findByInvoice(id)).toBeNull();
      expect(await ledger().getHistory(id)).toBeNull();
    });
  });

  describe('changedSince', () => {
    it('gives those that moved on, and no others', async () => {
      const [still, moved] = [await recordWaiting(ledger()), await recordWaiting(ledger())];
      const saved = await ledger().saveChange(settling(moved));
      const asked = new Map([
        [still.id, 2],
        [moved.id, 2],
        ['pay_unknown', 0],
      ]);
      expect(await ledger().changedSince(asked)).toEqual([saved]);
      expect(await ledger().changedSince(new Map([[moved.id, 3]]))).toEqual([]);
      expect(await ledger().changedSince(new Map())).toEqual([]);
    });
  });

  describe('countOpen', () => {
    it('counts what can be paid: not what is settled, nor what is over', async () => {
      const now = START_MS + 60_000;
      const before = await ledger().countOpen(now);
      const [settled, waiting] = [await recordWaiting(ledger()), await recordWaiting(ledger())];
      expect(await ledger().countOpen(now)).toBe(before + 2);
      await ledger().saveChange(settling(settled));
      expect(await ledger().countOpen(now)).toBe(before + 1);
      expect(await ledger().countOpen(waiting.invoices[0]?.deadlineMs ?? 0)).toBe(0);
    });
  });

  describe('listPayments', () => {
    /** Five payments, the oldest first, the last two in the same millisecond. */
    async function five(orderId: string) {
      const payments = [];
      for (const [index, offsetMs] of [0, 1_000, 2_000, 3_000, 3_000].entries()) {
        const id = `${orderId}_${index}`;
        payments.push(await recordWaiting(ledger(), { id, orderId, createdAtMs: START_MS + offsetMs }));
      }
      return payments;
    }

    it('gives the newest first, page by page, each once', async () => {
      const orderId = freshId('order');
      const newest = (await five(orderId)).reverse();
      expect(await ledger().listPayments({ orderId, limit: 100 })).toEqual(newest);
      const pages: string[][] = [];
      for (let afterId: string | undefined, n = 0; n < 4; n += 1) {
        const page = await ledger().listPayments({
          orderId,
          limit: 2,
          ...(afterId === undefined ? {} : { afterId }),
        });
        pages.push(page.map(({ id }) => id));
        afterId = page.at(-1)?.id ?? afterId;
      }
      const ids = newest.map(({ id }) => id);
      expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4), []]);
    });

    it('filters by status, reference and time, the end not included', async () => {
      const orderId = freshId('order');
      const all = await five(orderId);
      const [first, second, third] = all;
      if (first === undefined || second === undefined || third === undefined)
        throw new Error('five were made');
      await ledger().saveChange(settling(second));
      const ids = async (query: object) =>
        (await ledger().listPayments({ orderId, limit: 100, ...query })).map(({ id }) => id);
      expect(await ids({ status: 'settled' })).toEqual([second.id]);
      expect(await ids({ status: 'new' })).toHaveLength(4);
      expect(await ids({ reference: third.reference })).toEqual([third.id]);
      expect(await ids({ fromMs: START_MS + 1_000, toMs: START_MS + 3_000 })).toEqual([third.id, second.id]);
      expect(await ids({ status: 'settled', reference: first.reference })).toEqual([]);
    });

    it('is empty after an unknown payment, and for an unknown order', async () => {
      const orderId = freshId('order');
      await five(orderId);
      expect(await ledger().listPayments({ orderId, limit: 10, afterId: 'pay_unknown' })).toEqual([]);
      expect(await ledger().listPayments({ orderId: freshId('order'), limit: 10 })).toEqual([]);
    });
  });
}
