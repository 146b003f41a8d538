import type { ApplyInvoiceState } from './apply-invoice-state.ts';
import { payableInvoice } from './derive-change.ts';
import { PaymentError } from './errors.ts';
import { type ClaimTimings, claimEnd, inProgress, type MintInvoice } from './mint-invoice.ts';
import { currentInvoice, type Payment } from './payment.ts';
import type { Clock, Ledger } from './ports.ts';

/** What `renewPayment` stands on. */
export interface RenewPaymentDeps {
  readonly ledger: Ledger;
  readonly apply: ApplyInvoiceState;
  readonly mintInvoice: MintInvoice;
  readonly clock: Clock;
  readonly timings: ClaimTimings;
}

/** Gives an expired payment a fresh invoice; before its end it changes nothing. */
export type RenewPayment = (payment: Payment) => Promise<Payment>;

/**
 * Builds renewal. The old invoices stay watched: a customer who paid one of them has paid. Two renewals at once make
 * one invoice.
 *
 * The returned function throws PaymentError `already_settled`, `partially_paid`, `idempotency_in_progress` (another
 * process is at it), `gateway_unavailable`, `gateway_bad_answer` or `ledger_unavailable`.
 */
export function buildRenewPayment(deps: RenewPaymentDeps): RenewPayment {
  const inFlight = new Map<string, Promise<Payment>>();
  return (payment) => {
    const first = inFlight.get(payment.id);
    if (first !== undefined) return first;
    const result = renewOnce(deps, payment).finally(() => inFlight.delete(payment.id));
    inFlight.set(payment.id, result);
    return result;
  };
}

async function renewOnce(deps: RenewPaymentDeps, known: Payment): Promise<Payment> {
  const { ledger, clock, timings } = deps;
  const payment = isOver(known, clock.now()) ? await lookOnce(deps, known) : known;
  refuse(payment);
  const nowMs = clock.now();
  if (!isOver(payment, nowMs)) return payment;
  const claim = await ledger.claimRenewal(payment.id, payment.version, nowMs, claimEnd(nowMs, timings));
  switch (claim.kind) {
    case 'in_progress':
      throw inProgress(claim.claimedUntilMs, nowMs);
    case 'changed':
      refuse(claim.payment);
      if (isOver(claim.payment, nowMs)) throw inProgress(nowMs, nowMs);
      return claim.payment;
    case 'claimed':
      // An earlier renewal may have been carried out without an answer.
      return deps.mintInvoice(
        claim.payment,
        claim.attempt,
        claim.attempt > claim.payment.invoices.length + 1,
      );
  }
}

/** Asks BTCPay once more before a second invoice is made: the customer may just have paid the first. */
async function lookOnce({ apply }: RenewPaymentDeps, payment: Payment): Promise<Payment> {
  const invoice = currentInvoice(payment);
  if (invoice === null) return payment;
  const applied = await apply(invoice.id, 'renewal');
  return applied.kind === 'unknown_invoice' ? payment : applied.payment;
}

function refuse(payment: Payment): void {
  if (payment.status === 'settled') throw new PaymentError('already_settled');
  if (payment.paidMsat > 0n) throw new PaymentError('partially_paid');
}

/** Nothing can be paid any more, and nothing is on its way. */
function isOver(payment: Payment, nowMs: number): boolean {
  return (
    payment.status !== 'processing' && payment.status !== 'settled' && payableInvoice(payment, nowMs) === null
  );
}
