import type { LedgerEvent } from '../../src/payments/change.ts';
import type { Payment } from '../../src/payments/payment.ts';
import type { Refund, RefundLedger } from '../../src/payments/refunds.ts';

interface Row {
  refund: Refund;
  readonly keyHash: string;
  readonly requestHash: string;
}

/** What refunds know of a payment. */
export interface RefundOwner {
  readonly payment: Payment;
  readonly events: (LedgerEvent & { readonly version: number })[];
}

/** Refunds in memory. */
export interface FakeRefunds extends RefundLedger {
  /** Forgets why money went back. */
  forgetReasons(paymentId: string): void;
}

/** Refunds in memory, beside the payments of a fake ledger. */
export function fakeRefunds(owners: ReadonlyMap<string, RefundOwner>): FakeRefunds {
  const rows = new Map<string, Row>();
  const of = (paymentId: string) => [...rows.values()].filter(({ refund }) => refund.paymentId === paymentId);
  const change = (row: Row, part: Partial<Refund>): Refund => {
    row.refund = { ...row.refund, ...part };
    return structuredClone(row.refund);
  };
  /** The row, while it is not created and its claim is the caller's. */
  const held = (id: string, claimedUntilMs: number) => {
    const row = rows.get(id);
    return row?.refund.state !== 'created' && row?.refund.claimedUntilMs === claimedUntilMs ? row : undefined;
  };

  return {
    async beginRefund({ keyHash, requestHash, nowMs, amountMinor, refundableMinor, currency, ...rest }) {
      const { claimedUntilMs, paymentId } = rest;
      const known = [...rows.values()].find((row) => row.keyHash === keyHash);
      if (known !== undefined) {
        if (known.requestHash !== requestHash) return { kind: 'mismatch' };
        if (known.refund.state === 'created') return { kind: 'replayed', refund: change(known, {}) };
        const until = known.refund.claimedUntilMs;
        if (until > nowMs) return { kind: 'in_progress', claimedUntilMs: until };
        return { kind: 'claimed', refund: change(known, { claimedUntilMs }) };
      }
      const doubtful = of(paymentId).find(
        ({ refund: { state, claimedUntilMs: until } }) =>
          state === 'unknown' || (state === 'creating' && until <= nowMs),
      );
      if (doubtful !== undefined) return { kind: 'blocked', refund: change(doubtful, {}) };
      const left = of(paymentId).reduce((sum, { refund }) => sum - refund.amount.minor, refundableMinor);
      const minor = amountMinor ?? left;
      if (minor <= 0n || minor > left) return { kind: 'too_much' };
      const row: Row = {
        keyHash,
        requestHash,
        refund: {
          ...rest,
          amount: { minor, currency },
          state: 'creating',
          link: null,
          createdAtMs: nowMs,
          askedAtMs: nowMs,
        },
      };
      rows.set(rest.id, row);
      return { kind: 'begun', refund: change(row, {}) };
    },
    async claimRefund(id, nowMs, claimedUntilMs) {
      const row = rows.get(id);
      const free = row !== undefined && row.refund.state !== 'created' && row.refund.claimedUntilMs <= nowMs;
      return free ? change(row, { claimedUntilMs }) : null;
    },
    async askRefund(id, claimedUntilMs, nowMs) {
      const row = held(id, claimedUntilMs);
      if (row !== undefined) change(row, { state: 'creating', askedAtMs: nowMs });
      return row !== undefined;
    },
    async finishRefund(id, { id: pullPaymentId, link }, atMs) {
      const row = rows.get(id);
      if (row === undefined) throw new Error('no such refund');
      if (row.refund.state === 'created') return change(row, {});
      const { paymentId, invoiceId, amount } = row.refund;
      const owner = owners.get(paymentId);
      owner?.events.push({
        type: 'refund_created',
        atMs,
        cause: id,
        version: owner.payment.version,
        data: {
          refundId: id,
          invoiceId,
          amountMinor: amount.minor.toString(),
          currency: amount.currency,
          pullPaymentId,
        },
      });
      return change(row, { state: 'created', link });
    },
    async dropRefund(id, claimedUntilMs) {
      if (held(id, claimedUntilMs) !== undefined) rows.delete(id);
    },
    async doubtRefund(id, claimedUntilMs, untilMs) {
      const row = held(id, claimedUntilMs);
      if (row !== undefined) change(row, { state: 'unknown', claimedUntilMs: untilMs });
    },
    forgetReasons(paymentId) {
      for (const row of of(paymentId)) change(row, { reason: null });
    },
    refundsOf: async (paymentId) => structuredClone(of(paymentId).map(({ refund }) => refund)),
  };
}
