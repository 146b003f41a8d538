import type { BeginOutcome, Refund, RefundLedger } from '../payments/refunds.ts';

/** The names of their SQL functions. */
export type RefundFunction =
  | 'lp_begin_refund'
  | 'lp_claim_refund'
  | 'lp_ask_refund'
  | 'lp_finish_refund'
  | 'lp_release_refund'
  | 'lp_refunds_of';

/** Calls one; the answer is JSON that our own migrations wrote. */
type Call = <T>(name: RefundFunction, args: object) => Promise<T>;

/** A refund as the database writes it. */
export type RefundRow = Omit<Refund, 'amount'> & { amountMinor: string; currency: string };

type BeginRow =
  | { kind: 'begun' | 'claimed' | 'replayed' | 'blocked'; refund: RefundRow }
  | Extract<BeginOutcome, { kind: 'in_progress' | 'mismatch' | 'too_much' }>;

/** The part of the ledger that keeps refunds. */
export function refundLedger(call: Call): RefundLedger {
  return {
    async beginRefund({ amountMinor, refundableMinor, ...rest }) {
      const row = await call<BeginRow>('lp_begin_refund', {
        ...rest,
        amountMinor: amountMinor?.toString() ?? null,
        refundableMinor: refundableMinor.toString(),
      });
      return 'refund' in row ? { kind: row.kind, refund: toRefund(row.refund) } : row;
    },
    async claimRefund(id, nowMs, claimedUntilMs) {
      const row = await call<RefundRow | null>('lp_claim_refund', { id, nowMs, claimedUntilMs });
      return row === null ? null : toRefund(row);
    },
    askRefund: (id, claimedUntilMs, nowMs) => call<boolean>('lp_ask_refund', { id, claimedUntilMs, nowMs }),
    async finishRefund(id, { id: pullPaymentId, link }, atMs) {
      return toRefund(await call<RefundRow>('lp_finish_refund', { id, pullPaymentId, link, atMs }));
    },
    async dropRefund(id, claimedUntilMs) {
      await call('lp_release_refund', { id, claimedUntilMs, made: false });
    },
    async doubtRefund(id, claimedUntilMs, untilMs) {
      await call('lp_release_refund', { id, claimedUntilMs, made: null, untilMs });
    },
    async refundsOf(paymentId) {
      return (await call<RefundRow[]>('lp_refunds_of', { paymentId })).map(toRefund);
    },
  };
}

/** Makes a refund of its row. */
export function toRefund({ amountMinor, currency, ...rest }: RefundRow): Refund {
  return { ...rest, amount: { minor: BigInt(amountMinor), currency } };
}
