import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageId } from '../src/ledger/message-id.ts';
import { deriveInvoiceAdded } from '../src/payments/derive-change.ts';
import type { Ledger, NewPayment } from '../src/payments/ports.ts';
import { START_MS } from './fakes/clock.ts';
import { recordWaiting, settling } from './fakes/ledger-rows.ts';
import { aNewPayment, anInvoice, hashOf } from './fakes/payments.ts';
import { ledgerAuditContract } from './ledger-audit-contract.ts';
import { ledgerBooksContract } from './ledger-books-contract.ts';
import { ledgerChecksContract } from './ledger-checks-contract.ts';
import { ledgerInboxContract } from './ledger-inbox-contract.ts';
import { ledgerOutboxContract } from './ledger-outbox-contract.ts';
import { ledgerProductsContract } from './ledger-products-contract.ts';
import { ledgerReadsContract } from './ledger-reads-contract.ts';
import { ledgerReceiptsContract } from './ledger-receipts-contract.ts';
import { ledgerRefundsContract } from './ledger-refunds-contract.ts';

/**
 * Holds an implementation of the port `Ledger` to its contract.
 *
 * @param open Opens one ledger for the whole suite. Each test uses ids of its own, so it need not be empty.
 */
export function ledgerContract(name: string, open: () => Promise<Ledger>): void {
  describe(`${name} keeps the ledger's contract`, () => {
    let ledger: Ledger;
    beforeAll(async () => {
      ledger = await open();
    }, 60_000);
    afterAll(() => ledger.close());

    recordPaymentContract(() => ledger);
    saveChangeContract(() => ledger);
    ledgerChecksContract(() => ledger);
    ledgerReadsContract(() => ledger);
    ledgerInboxContract(() => ledger);
    ledgerProductsContract(() => ledger);
    ledgerBooksContract(() => ledger);
    ledgerOutboxContract(() => ledger);
    ledgerReceiptsContract(() => ledger);
    ledgerRefundsContract(() => ledger);
    ledgerAuditContract(() => ledger);
  });
}

function recordPaymentContract(ledger: () => Ledger): void {
  describe('prune', () => {
    it('forgets keys that have run out, and blanks what is about a person, but no amount', async () => {
      const entry = aNewPayment();
      await ledger().recordPayment(entry);
      const { id, createdAtMs } = entry.payment;
      await ledger().prune(entry.keyExpiresAtMs - 1, 0, createdAtMs);
      expect((await ledger().recordPayment(entry)).kind).toBe('in_progress');
      expect(await ledger().getPayment(id)).toMatchObject({
        email: entry.payment.email,
        metadata: { size: 'L' },
      });
      await ledger().prune(entry.keyExpiresAtMs, 0, createdAtMs + 1);
      expect(await ledger().getPayment(id)).toMatchObject({
        email: null,
        description: null,
        metadata: {},
        price: entry.payment.price,
        orderId: entry.payment.orderId,
      });
      const other = aNewPayment({ keyHash: entry.keyHash });
      expect((await ledger().recordPayment(other)).kind).toBe('created');
    });
  });

  describe('recordPayment', () => {
    const at = (entry: NewPayment, createdAtMs: number): NewPayment => {
      const retry = aNewPayment({ keyHash: entry.keyHash, requestHash: entry.requestHash });
      return {
        ...retry,
        payment: { ...retry.payment, createdAtMs },
        claimedUntilMs: createdAtMs + 21_000,
        keyExpiresAtMs: createdAtMs + 24 * 3_600_000,
      };
    };

    it('creates a payment as it was given, with one row', async () => {
      const entry = aNewPayment();
      const outcome = await ledger().recordPayment(entry);
      expect(outcome).toEqual({ kind: 'created', payment: entry.payment, attempt: 1 });
      expect(await ledger().getPayment(entry.payment.id)).toEqual(entry.payment);
      expect((await ledger().getHistory(entry.payment.id))?.events).toMatchObject([
        { type: 'created', cause: entry.payment.id, version: 1, atMs: START_MS },
      ]);
    });

    it('keeps every field that may be empty, and every kind of text', async () => {
      const empty = { orderId: null, description: null, email: null, metadata: {} };
      const text = {
        orderId: '注文 "1"',
        description: "'; drop table x; -- \u202E \\ 🧾",
        metadata: { 'a.b': '{}' },
      };
      for (const change of [empty, text, { price: { minor: 9_999_999_999_999_999n, currency: 'CLF' } }]) {
        const { payment, ...entry } = aNewPayment();
        await ledger().recordPayment({ ...entry, payment: { ...payment, ...change } });
        expect(await ledger().getPayment(payment.id)).toEqual({ ...payment, ...change });
      }
    });

    it('creates one of ten that come at once with the same key', async () => {
      const first = aNewPayment();
      const all = await Promise.all(
        Array.from({ length: 10 }, () => ledger().recordPayment(at(first, START_MS))),
      );
      const kinds = all.map(({ kind }) => kind).sort();
      expect(kinds).toEqual(['created', ...new Array(9).fill('in_progress')]);
    });

    it('refuses another request under the same key', async () => {
      const entry = aNewPayment();
      await ledger().recordPayment(entry);
      const other = { ...at(entry, START_MS), requestHash: hashOf('another request') };
      expect(await ledger().recordPayment(other)).toEqual({ kind: 'mismatch' });
      expect(await ledger().getPayment(other.payment.id)).toBeNull();
    });

    it('tells until when somebody is at it, then lets one of many claim it', async () => {
      const entry = aNewPayment();
      await ledger().recordPayment(entry);
      const { claimedUntilMs } = entry;
      const early = await ledger().recordPayment(at(entry, claimedUntilMs - 1));
      expect(early).toEqual({ kind: 'in_progress', claimedUntilMs });
      const all = await Promise.all(
        Array.from({ length: 5 }, () => ledger().recordPayment(at(entry, claimedUntilMs))),
      );
      const claimed = all.filter(({ kind }) => kind === 'claimed');
      expect(claimed).toEqual([{ kind: 'claimed', payment: entry.payment, attempt: 2 }]);
      expect(all.filter(({ kind }) => kind === 'in_progress')).toHaveLength(4);
    });

    it('lets it be claimed as early as it was given back, and no earlier', async () => {
      const entry = aNewPayment();
      await ledger().recordPayment(entry);
      await ledger().releaseCreation(entry.payment.id, 1, START_MS + 6_000);
      expect((await ledger().recordPayment(at(entry, START_MS + 5_999))).kind).toBe('in_progress');
      expect(await ledger().recordPayment(at(entry, START_MS + 6_000))).toMatchObject({
        kind: 'claimed',
        attempt: 2,
      });
      await ledger().releaseCreation(entry.payment.id, 2, START_MS + 7_000);
      expect(await ledger().recordPayment(at(entry, START_MS + 7_000))).toMatchObject({
        kind: 'claimed',
        attempt: 3,
      });
    });

    it('replays a payment that has its invoice, and forgets the key when its time is over', async () => {
      const entry = aNewPayment();
      await ledger().recordPayment(entry);
      const saved = await ledger().saveChange(deriveInvoiceAdded(entry.payment, anInvoice(), START_MS));
      const last = at(entry, entry.keyExpiresAtMs - 1);
      expect(await ledger().recordPayment(last)).toEqual({ kind: 'replayed', payment: saved });
      const fresh = at(entry, entry.keyExpiresAtMs);
      expect(await ledger().recordPayment(fresh)).toMatchObject({
        kind: 'created',
        payment: { id: fresh.payment.id },
      });
    });
  });
}

function saveChangeContract(ledger: () => Ledger): void {
  describe('saveChange', () => {
    it('stores payment, invoice, rows and outgoing events together', async () => {
      const waiting = await recordWaiting(ledger());
      const change = settling(waiting);
      expect(await ledger().saveChange(change)).toEqual(change.payment);
      const history = await ledger().getHistory(waiting.id);
      expect(history?.payment).toEqual(change.payment);
      expect(history?.events.map(({ type, version }) => [type, version])).toEqual([
        ['created', 1],
        ['invoice_added', 2],
        ['received', 3],
        ['settled', 3],
      ]);
      expect(history?.events.slice(2)).toEqual(change.events.map((event) => ({ ...event, version: 3 })));
      expect(history?.outbox).toEqual([
        {
          id: messageId(waiting.id, { channel: 'webhook', type: 'payment.settled', cause: waiting.id }),
          paymentId: waiting.id,
          channel: 'webhook',
          type: 'payment.settled',
          cause: waiting.id,
          atMs: START_MS + 60_000,
          recipient: null,
          state: 'pending',
          failures: 0,
          nextAttemptMs: START_MS + 60_000,
          attempts: [],
        },
      ]);
    });

    it('lets one of twenty win that expect the same version', async () => {
      const waiting = await recordWaiting(ledger());
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, n) => ledger().saveChange(settling(waiting, `${waiting.id}_${n}`))),
      );
      const winners = all.filter((saved) => saved !== null);
      expect(winners.map(({ version }) => version)).toEqual([3]);
      const history = await ledger().getHistory(waiting.id);
      expect(history?.events.filter(({ type }) => type === 'received')).toHaveLength(1);
      expect(history?.events.filter(({ type }) => type === 'settled')).toHaveLength(1);
      expect(history?.outbox).toHaveLength(1);
    });

    it('refuses an older and a newer version, and a payment that is not there', async () => {
      const waiting = await recordWaiting(ledger());
      const change = settling(waiting);
      for (const expectedVersion of [1, 3]) {
        expect(await ledger().saveChange({ ...change, expectedVersion })).toBeNull();
      }
      const unknown = aNewPayment().payment;
      expect(await ledger().saveChange({ ...change, payment: unknown })).toBeNull();
      expect(await ledger().getPayment(waiting.id)).toEqual(waiting);
      expect((await ledger().getHistory(waiting.id))?.outbox).toEqual([]);
    });

    it('keeps one row and one outgoing event for the same type and cause', async () => {
      const waiting = await recordWaiting(ledger());
      const first = settling(waiting);
      const saved = await ledger().saveChange(first);
      expect(saved?.version).toBe(3);
      await ledger().saveChange({ ...first, expectedVersion: 3 });
      const history = await ledger().getHistory(waiting.id);
      expect(history?.payment.version).toBe(4);
      expect(history?.events.map(({ type }) => type)).toEqual([
        'created',
        'invoice_added',
        'received',
        'settled',
      ]);
      expect(history?.outbox).toHaveLength(1);
    });

    it('counts the same money once, also under another payment', async () => {
      const [one, two] = [await recordWaiting(ledger()), await recordWaiting(ledger())];
      await ledger().saveChange(settling(one, one.id));
      await ledger().saveChange(settling(two, one.id));
      const rows = (await ledger().getHistory(two.id))?.events.filter(({ type }) => type === 'received');
      expect(rows).toEqual([]);
    });

    it('keeps the invoices of a payment in the order of their attempts', async () => {
      const waiting = await recordWaiting(ledger());
      const second = anInvoice({ attempt: 2, amountMsat: 1n, dueMsat: 1n });
      const saved = await ledger().saveChange(deriveInvoiceAdded(waiting, second, START_MS));
      expect(saved?.invoices).toEqual([...waiting.invoices, second]);
    });
  });
}
