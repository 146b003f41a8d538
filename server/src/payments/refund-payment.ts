import { PaymentError } from './errors.ts';
import { type ClaimTimings, claimEnd, inProgress } from './mint-invoice.ts';
import { decimalToUnits, formatMoney, type Money } from './money.ts';
import type { Payment } from './payment.ts';
import type { Alerts, Clock, Counters, Random } from './ports.ts';
import { makeRefundId } from './reference.ts';
import {
  type PullPayment,
  type Refund,
  type RefundGateway,
  type RefundLedger,
  refundableOf,
} from './refunds.ts';

/** What `refundPayment` stands on. */
export interface RefundPaymentDeps {
  readonly ledger: RefundLedger;
  /** Null: there is no key that may make refunds. */
  readonly gateway: RefundGateway | null;
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: ClaimTimings & {
    /** How long a pull payment that BTCPay does not list may still appear after it was asked for. */
    readonly refundDoubtMs: number;
  };
}

/** A wish to refund. */
export interface RefundInput {
  /** In the payment's currency; null: all that is left. */
  readonly amount: Money | null;
  readonly reason: string | null;
  /** SHA-256 of the Idempotency-Key, hex. */
  readonly keyHash: string;
  /** SHA-256 of the request's meaning, its payment included, hex. */
  readonly requestHash: string;
}

/** A refund, and whether its key had been used before. */
export interface RefundedPayment {
  readonly refund: Refund;
  readonly replayed: boolean;
}

/** Refunds a payment, in whole or in part, once per key. */
export type RefundPayment = (payment: Payment, input: RefundInput) => Promise<RefundedPayment>;

/**
 * Builds refunds. The amount is reserved in the ledger before BTCPay is asked; BTCPay has no idempotency key, so where it
 * does not answer nobody asks again before the pull payment was found, or was looked for in vain so long after that it
 * cannot appear any more: one refund never becomes two pull payments.
 *
 * The returned function throws PaymentError `refunds_not_configured`, `not_settled` (nothing to give back),
 * `amount_out_of_range`, `idempotency_mismatch`, `idempotency_in_progress`, `gateway_unavailable` (also while nobody knows
 * whether a refund of this payment was made), `gateway_forbidden`, `gateway_bad_answer`, `ledger_unavailable`.
 */
export function buildRefundPayment(deps: RefundPaymentDeps): RefundPayment {
  return async (payment, input) => {
    const { gateway } = deps;
    if (gateway === null) throw new PaymentError('refunds_not_configured');
    const run = new RefundRun({ ...deps, gateway }, payment);
    return run.begin(input, true);
  };
}

/** One request. */
class RefundRun {
  readonly #deps: RefundPaymentDeps & { readonly gateway: RefundGateway };
  readonly #payment: Payment;

  constructor(deps: RefundPaymentDeps & { readonly gateway: RefundGateway }, payment: Payment) {
    this.#deps = deps;
    this.#payment = payment;
  }

  /** @param mayClear Whether a refund of another key that stands in the way may be looked for first. */
  async begin(input: RefundInput, mayClear: boolean): Promise<RefundedPayment> {
    const { ledger, clock, random, timings } = this.#deps;
    const { invoiceId, minor } = refundableOf(this.#payment);
    const nowMs = clock.now();
    const outcome = await ledger.beginRefund({
      id: makeRefundId(random),
      paymentId: this.#payment.id,
      invoiceId,
      amountMinor: input.amount?.minor ?? null,
      refundableMinor: minor,
      currency: this.#payment.price.currency,
      reason: input.reason,
      keyHash: input.keyHash,
      requestHash: input.requestHash,
      nowMs,
      claimedUntilMs: claimEnd(nowMs, timings),
    });
    switch (outcome.kind) {
      case 'mismatch':
        throw new PaymentError('idempotency_mismatch');
      case 'in_progress':
        throw inProgress(outcome.claimedUntilMs, nowMs);
      case 'too_much':
        throw new PaymentError('amount_out_of_range', {
          detail: 'Refunds cannot exceed what was paid, and must be more than nothing.',
        });
      case 'replayed':
        return { refund: outcome.refund, replayed: true };
      case 'begun':
        return { refund: await this.#make(outcome.refund), replayed: false };
      case 'claimed':
        return { refund: await this.#clear(outcome.refund), replayed: true };
      case 'blocked': {
        const claimed = mayClear
          ? await ledger.claimRefund(outcome.refund.id, nowMs, claimEnd(nowMs, timings))
          : null;
        if (claimed === null) throw this.#inDoubt();
        await this.#clear(claimed);
        return this.begin(input, false);
      }
    }
  }

  /** Asks BTCPay, once. */
  async #make(refund: Refund): Promise<Refund> {
    const { ledger, gateway, alerts, timings } = this.#deps;
    let answer: PullPayment | 'unknown';
    try {
      answer = await gateway.createPullPayment(refund, this.#payment.reference);
    } catch (error) {
      if (error instanceof PaymentError && error.code === 'gateway_forbidden') {
        alerts.raise('refund_credentials', { reference: this.#payment.reference });
      }
      // A reservation that cannot be taken away is found again by its key.
      await ledger.dropRefund(refund.id, refund.claimedUntilMs).catch(() => undefined);
      throw error;
    }
    if (answer !== 'unknown') return this.#finish(refund, answer);
    throw await this.#doubt(refund, timings.adoptionWaitMs);
  }

  /** Finds out what became of a refund whose answer nobody heard. */
  async #clear(refund: Refund): Promise<Refund> {
    const { ledger, gateway, clock, timings } = this.#deps;
    let found: PullPayment | null | 'hidden';
    try {
      found = await gateway.findPullPayment(refund);
    } catch (error) {
      await this.#doubt(refund, 0);
      throw error;
    }
    if (found === 'hidden') throw await this.#doubt(refund, 0);
    if (found !== null) return this.#finish(refund, found);
    const nowMs = clock.now();
    if (nowMs - refund.askedAtMs < timings.refundDoubtMs) throw await this.#doubt(refund, 0);
    // Who was held up for so long that the claim is another's must not ask.
    if (!(await ledger.askRefund(refund.id, refund.claimedUntilMs, nowMs))) throw this.#inDoubt();
    return this.#make(refund);
  }

  async #finish(refund: Refund, pullPayment: PullPayment): Promise<Refund> {
    const { ledger, alerts, counters, clock } = this.#deps;
    const { reference } = this.#payment;
    if (!saysTheSame(refund, pullPayment)) {
      alerts.raise('refund_amount_differs', { reference, refundId: refund.id });
    }
    const finished = await ledger.finishRefund(refund.id, pullPayment, clock.now());
    counters.add('refund_created');
    return finished;
  }

  async #doubt(refund: Refund, waitMs: number): Promise<PaymentError> {
    const { ledger, alerts, clock } = this.#deps;
    await ledger.doubtRefund(refund.id, refund.claimedUntilMs, clock.now() + waitMs).catch(() => undefined);
    if (refund.state !== 'unknown') {
      alerts.raise('refund_unknown', { reference: this.#payment.reference, refundId: refund.id });
    }
    return this.#inDoubt();
  }

  #inDoubt(): PaymentError {
    return new PaymentError('gateway_unavailable', {
      detail:
        'BTCPay did not answer, so a refund of this payment may have been made. Ask again: it is looked for, and none is made twice.',
      retryAfterSeconds: Math.max(1, Math.ceil(this.#deps.timings.adoptionWaitMs / 1_000)),
    });
  }
}

/** Whether BTCPay promises what was asked for: its decimals may be written otherwise. */
function saysTheSame({ amount }: Refund, pullPayment: PullPayment): boolean {
  if (pullPayment.currency !== amount.currency) return false;
  const decimals = formatMoney(amount).split('.')[1]?.length ?? 0;
  try {
    return decimalToUnits(pullPayment.amount, decimals) === amount.minor;
  } catch {
    return false;
  }
}
