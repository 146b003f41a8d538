import { PaymentError } from './errors.ts';
import type { Network } from './invoice.ts';
import { type ClaimTimings, claimEnd, inProgress, type MintInvoice } from './mint-invoice.ts';
import type { Money } from './money.ts';
import type { Payment, PricedBy } from './payment.ts';
import type { Clock, Ledger, Random } from './ports.ts';
import { makePaymentId, makeReference } from './reference.ts';

/** A priced request to be paid. */
export interface PaymentRequestInput {
  readonly price: Money;
  readonly pricedBy: PricedBy;
  readonly orderId: string | null;
  readonly description: string | null;
  readonly email: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** SHA-256 of the Idempotency-Key, hex. */
  readonly keyHash: string;
  /** SHA-256 of the request's meaning, hex. */
  readonly requestHash: string;
}

/** What `createPayment` stands on. */
export interface CreatePaymentDeps {
  readonly ledger: Ledger;
  readonly mintInvoice: MintInvoice;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly timings: ClaimTimings & { readonly idempotencyKeptMs: number };
}

/** A payment, and whether its key had been used before. */
export interface CreatedPayment {
  readonly payment: Payment;
  readonly replayed: boolean;
}

/** Creates a payment once per key, however often it is asked. */
export type CreatePayment = (input: PaymentRequestInput) => Promise<CreatedPayment>;

/**
 * Builds the creation of payments. The payment's row is committed before BTCPay is asked, so that one key makes one
 * invoice, even when the process is killed in between; a request that is repeated while the first is at it gets the
 * first one's answer.
 *
 * The returned function throws PaymentError `idempotency_mismatch`, `idempotency_in_progress`, `gateway_unavailable`,
 * `gateway_bad_answer` or `ledger_unavailable`.
 */
export function buildCreatePayment(deps: CreatePaymentDeps): CreatePayment {
  const inFlight = new Map<string, Promise<CreatedPayment>>();
  return async (input) => {
    // Whether another body under the same key is refused, the ledger says: the one under way may be the wrong one.
    const request = `${input.keyHash} ${input.requestHash}`;
    const first = inFlight.get(request);
    if (first !== undefined) return { ...(await first), replayed: true };
    const result = createOnce(deps, input).finally(() => inFlight.delete(request));
    inFlight.set(request, result);
    return result;
  };
}

async function createOnce(deps: CreatePaymentDeps, input: PaymentRequestInput): Promise<CreatedPayment> {
  const { ledger, clock, timings } = deps;
  const nowMs = clock.now();
  const outcome = await ledger.recordPayment({
    payment: draftPayment(deps, input, nowMs),
    keyHash: input.keyHash,
    requestHash: input.requestHash,
    keyExpiresAtMs: nowMs + timings.idempotencyKeptMs,
    claimedUntilMs: claimEnd(nowMs, timings),
  });
  switch (outcome.kind) {
    case 'mismatch':
      throw new PaymentError('idempotency_mismatch');
    case 'in_progress':
      throw inProgress(outcome.claimedUntilMs, nowMs);
    case 'replayed':
      return { payment: outcome.payment, replayed: true };
    case 'created':
    case 'claimed': {
      const mayExist = outcome.kind === 'claimed';
      return {
        payment: await deps.mintInvoice(outcome.payment, outcome.attempt, mayExist),
        replayed: mayExist,
      };
    }
  }
}

function draftPayment(deps: CreatePaymentDeps, input: PaymentRequestInput, nowMs: number): Payment {
  return {
    id: makePaymentId(deps.random),
    reference: makeReference(deps.random),
    status: 'new',
    flags: [],
    version: 1,
    pricedBy: input.pricedBy,
    price: input.price,
    paidMsat: 0n,
    orderId: input.orderId,
    description: input.description,
    email: input.email,
    metadata: input.metadata,
    network: deps.network,
    createdAtMs: nowMs,
    settledAtMs: null,
    receiptToken: null,
    invoices: [],
  };
}
