import { describe, expect, it } from 'vitest';
import type { Payment } from '../src/payments/payment.ts';
import type { Ledger } from '../src/payments/ports.ts';
import type { NewRefund, Refund } from '../src/payments/refunds.ts';
import { recordWaiting, settling } from './fakes/ledger-rows.ts';
import { freshId } from './fakes/payments.ts';

const NOW_MS = Date.UTC(2027, 0, 1);
const CLAIM_MS = 21_000;

/** The part of the ledger's contract that keeps refunds. */
export function ledgerRefundsContract(ledger: () => Ledger): void {
  async function paid(): Promise<Payment> {
    const waiting = await recordWaiting(ledger());
    const saved = await ledger().saveChange(settling(waiting));
    if (saved === null) throw new Error('somebody else changed it');
    return saved;
  }

  const wish = (payment: Payment, change: Partial<NewRefund> = {}): NewRefund => ({
    id: freshId('rfd'),
    paymentId: payment.id,
    invoiceId: payment.invoices[0]?.id ?? '',
    amountMinor: 2_000n,
    refundableMinor: payment.price.minor,
    currency: payment.price.currency,
    reason: "Cup broken 🧾 '; drop table x; --",
    keyHash: freshId('key'),
    requestHash: 'the same wish',
    nowMs: NOW_MS,
    claimedUntilMs: NOW_MS + CLAIM_MS,
    ...change,
  });

  async function begun(payment: Payment, change: Partial<NewRefund> = {}): Promise<Refund> {
    const outcome = await ledger().beginRefund(wish(payment, change));
    if (outcome.kind !== 'begun') throw new Error(outcome.kind);
    return outcome.refund;
  }

  const pullPayment = () => ({
    id: freshId('pull'),
    link: 'https://btcpay.example.com/pull-payments/p',
    amount: '20.00',
    currency: 'USD',
  });

  describe('beginRefund', () => {
    it('reserves an amount as it was given, or all that is left', async () => {
      const payment = await paid();
      const first = wish(payment);
      const { amountMinor: _, keyHash: __, requestHash: ___, refundableMinor: ____, nowMs, ...kept } = first;
      const { currency, ...rest } = kept;
      const refund = {
        ...rest,
        amount: { minor: 2_000n, currency },
        state: 'creating',
        link: null,
        createdAtMs: nowMs,
        askedAtMs: nowMs,
      };
      expect(await ledger().beginRefund(first)).toEqual({ kind: 'begun', refund });
      const all = await begun(payment, { amountMinor: null });
      expect(all.amount.minor).toBe(payment.price.minor - 2_000n);
      expect(await ledger().beginRefund(wish(payment, { amountMinor: null }))).toEqual({ kind: 'too_much' });
      expect(await ledger().refundsOf(payment.id)).toHaveLength(2);
    });

    it('refuses nothing at all and more than is left', async () => {
      const payment = await paid();
      const more = wish(payment, { amountMinor: payment.price.minor + 1n });
      expect(await ledger().beginRefund(more)).toEqual({ kind: 'too_much' });
      expect(await ledger().beginRefund(wish(payment, { amountMinor: 0n }))).toEqual({ kind: 'too_much' });
      expect(await ledger().refundsOf(payment.id)).toEqual([]);
    });

    it('lets many at once not exceed what was paid', async () => {
      const payment = await paid();
      const half = payment.price.minor / 2n + 1n;
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () => ledger().beginRefund(wish(payment, { amountMinor: half }))),
      );
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual([
        'begun',
        'too_much',
        'too_much',
        'too_much',
        'too_much',
      ]);
    });

    it('knows a key again: another wish, one that is under way, one that was left, one that is done', async () => {
      const payment = await paid();
      const first = wish(payment);
      const again = (change: Partial<NewRefund> = {}) =>
        ledger().beginRefund({ ...first, id: freshId('rfd'), ...change });
      await ledger().beginRefund(first);
      expect(await again({ requestHash: 'another' })).toEqual({ kind: 'mismatch' });
      expect(await again()).toEqual({ kind: 'in_progress', claimedUntilMs: NOW_MS + CLAIM_MS });
      const later = { nowMs: NOW_MS + CLAIM_MS, claimedUntilMs: NOW_MS + 2 * CLAIM_MS };
      expect(await again(later)).toMatchObject({
        kind: 'claimed',
        refund: { id: first.id, claimedUntilMs: later.claimedUntilMs, askedAtMs: NOW_MS },
      });
      await ledger().finishRefund(first.id, pullPayment(), NOW_MS);
      expect(await again()).toMatchObject({ kind: 'replayed', refund: { id: first.id, state: 'created' } });
    });

    it('makes one of two requests with one key at once', async () => {
      const payment = await paid();
      const keyHash = freshId('key');
      const outcomes = await Promise.all(
        [1, 2, 3].map(() => ledger().beginRefund(wish(payment, { keyHash }))),
      );
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['begun', 'in_progress', 'in_progress']);
    });

    it('is blocked by a refund of the same payment that nobody knows about, and by no other', async () => {
      const [payment, other] = [await paid(), await paid()];
      const first = await begun(payment);
      expect((await ledger().beginRefund(wish(payment, { amountMinor: 1n }))).kind).toBe('begun');
      await ledger().doubtRefund(first.id, first.claimedUntilMs, NOW_MS + 6_000);
      expect(await ledger().beginRefund(wish(payment, { amountMinor: 1n }))).toMatchObject({
        kind: 'blocked',
        refund: { id: first.id, state: 'unknown' },
      });
      expect((await ledger().beginRefund(wish(other))).kind).toBe('begun');
      const left = await begun(await paid());
      const [mine] = [left.paymentId];
      const waiting = await ledger().getPayment(mine);
      if (waiting === null) throw new Error('no such payment');
      const later = { nowMs: left.claimedUntilMs, claimedUntilMs: left.claimedUntilMs + CLAIM_MS };
      expect(await ledger().beginRefund(wish(waiting, later))).toMatchObject({ kind: 'blocked' });
    });
  });

  describe('claimRefund, askRefund, doubtRefund, dropRefund', () => {
    it('give a refund to one at a time, and let only that one ask', async () => {
      const refund = await begun(await paid());
      const { id, claimedUntilMs } = refund;
      const until = claimedUntilMs + CLAIM_MS;
      expect(await ledger().claimRefund(id, claimedUntilMs - 1, until)).toBeNull();
      expect(await ledger().claimRefund(id, claimedUntilMs, until)).toMatchObject({ claimedUntilMs: until });
      expect(await ledger().claimRefund(id, claimedUntilMs, until + 1)).toBeNull();
      expect(await ledger().askRefund(id, claimedUntilMs, claimedUntilMs)).toBe(false);
      await ledger().dropRefund(id, claimedUntilMs);
      await ledger().doubtRefund(id, claimedUntilMs, 0);
      expect(await ledger().askRefund(id, until, claimedUntilMs)).toBe(true);
      expect(await ledger().refundsOf(refund.paymentId)).toMatchObject([
        { id, state: 'creating', askedAtMs: claimedUntilMs, claimedUntilMs: until },
      ]);
    });

    it('take a reservation away, so that its amount and key are free again', async () => {
      const payment = await paid();
      const first = wish(payment, { amountMinor: null });
      await ledger().beginRefund(first);
      await ledger().dropRefund(first.id, first.claimedUntilMs);
      expect(await ledger().beginRefund({ ...first, id: freshId('rfd') })).toMatchObject({ kind: 'begun' });
    });

    it('move no refund that is created', async () => {
      const { id, paymentId, claimedUntilMs } = await begun(await paid());
      await ledger().finishRefund(id, pullPayment(), NOW_MS);
      await ledger().dropRefund(id, claimedUntilMs);
      await ledger().doubtRefund(id, claimedUntilMs, 0);
      expect(await ledger().claimRefund(id, claimedUntilMs, claimedUntilMs + 1)).toBeNull();
      expect(await ledger().askRefund(id, claimedUntilMs, NOW_MS)).toBe(false);
      expect(await ledger().refundsOf(paymentId)).toMatchObject([{ id, state: 'created' }]);
    });
  });

  describe('forgetPerson', () => {
    it('forgets why money went back, and no amount', async () => {
      const payment = await paid();
      const { id } = await begun(payment);
      await ledger().forgetPerson(payment.id);
      expect(await ledger().refundsOf(payment.id)).toMatchObject([
        { id, reason: null, amount: { minor: 2_000n } },
      ]);
    });
  });

  describe('finishRefund', () => {
    it('keeps the first link, and writes one row into the ledger', async () => {
      const payment = await paid();
      const { id } = await begun(payment);
      const first = pullPayment();
      const finished = await ledger().finishRefund(id, first, NOW_MS + 5);
      expect(finished).toMatchObject({ id, state: 'created', link: first.link });
      expect(
        await ledger().finishRefund(id, { ...pullPayment(), link: 'https://x.example/' }, NOW_MS),
      ).toEqual(finished);
      const history = await ledger().getHistory(payment.id);
      expect(history?.events.filter(({ type }) => type === 'refund_created')).toEqual([
        {
          type: 'refund_created',
          atMs: NOW_MS + 5,
          cause: id,
          version: payment.version,
          data: {
            refundId: id,
            invoiceId: payment.invoices[0]?.id,
            amountMinor: '2000',
            currency: payment.price.currency,
            pullPaymentId: first.id,
          },
        },
      ]);
      expect(history?.payment).toEqual(payment);
    });
  });
}
