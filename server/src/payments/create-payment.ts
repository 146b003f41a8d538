import { acceptInvoice } from './accept-invoice.ts';
import { deriveInvoiceAdded } from './derive-change.ts';
import { PaymentError } from './errors.ts';
import type { InvoiceReading, Network } from './invoice.ts';
import type { Money } from './money.ts';
import type { Payment, PricedBy } from './payment.ts';
import type { Alerts, Clock, Feed, Gateway, InvoiceOrder, Ledger, Random } from './ports.ts';
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
  readonly gateway: Gateway;
  readonly feed: Feed;
  readonly alerts: Alerts;
  readonly clock: Clock;
  readonly random: Random;
  readonly network: Network;
  readonly storeId: string;
  readonly timings: {
    readonly btcpayCreateMs: number;
    readonly btcpayReadMs: number;
    readonly adoptionWaitMs: number;
    readonly idempotencyKeptMs: number;
    readonly expiryMarginMs: number;
  };
  /** Called when an invoice was recorded, so that webhooks that came before it are applied. */
  readonly onInvoiceRecorded: (invoiceId: string) => void;
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
  const inFlight = new Map<string, { requestHash: string; result: Promise<CreatedPayment> }>();
  return async (input) => {
    const first = inFlight.get(input.keyHash);
    if (first !== undefined) {
      if (first.requestHash !== input.requestHash) throw new PaymentError('idempotency_mismatch');
      return { ...(await first.result), replayed: true };
    }
    const result = createOnce(deps, input).finally(() => inFlight.delete(input.keyHash));
    inFlight.set(input.keyHash, { requestHash: input.requestHash, result });
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
    claimedUntilMs: nowMs + timings.btcpayCreateMs + timings.btcpayReadMs + timings.adoptionWaitMs,
  });
  switch (outcome.kind) {
    case 'mismatch':
      throw new PaymentError('idempotency_mismatch');
    case 'in_progress':
      throw new PaymentError('idempotency_in_progress', {
        retryAfterSeconds: Math.max(1, Math.ceil((outcome.claimedUntilMs - nowMs) / 1_000)),
      });
    case 'replayed':
      return { payment: outcome.payment, replayed: true };
    case 'created':
    case 'claimed': {
      const adoptable = outcome.kind === 'claimed';
      return { payment: await mint(deps, outcome.payment, outcome.attempt, adoptable), replayed: adoptable };
    }
  }
}

/** Gets the payment its invoice. Whatever goes wrong, the claim is given back, so that a retry can go on at once. */
async function mint(
  deps: CreatePaymentDeps,
  payment: Payment,
  attempt: number,
  adoptable: boolean,
): Promise<Payment> {
  const { ledger, clock, alerts, timings } = deps;
  let retryFromMs: number | null = null;
  try {
    const adopted = adoptable ? await adopt(deps, payment, attempt) : null;
    if (adopted !== null) return adopted;
    const answer = await deps.gateway.createInvoice(orderOf(payment, attempt));
    if (answer === 'unknown') {
      // BTCPay may still carry it out: nobody may create again before that is sure (FACTS section 3).
      retryFromMs = clock.now() + timings.adoptionWaitMs;
      throw new PaymentError('gateway_unavailable', {
        retryAfterSeconds: Math.ceil(timings.adoptionWaitMs / 1_000),
      });
    }
    return await record(deps, payment, attempt, answer.reading);
  } catch (error) {
    if (error instanceof PaymentError && error.code === 'gateway_bad_answer') {
      alerts.raise('invoice_refused', { reference: payment.reference, reason: reasonOf(error) });
    }
    // A claim that cannot be given back runs out by itself.
    await ledger.releaseCreation(payment.id, retryFromMs ?? clock.now()).catch(() => undefined);
    throw error;
  }
}

/** Looks for an invoice that an earlier try made without hearing the answer. */
async function adopt(deps: CreatePaymentDeps, payment: Payment, attempt: number): Promise<Payment | null> {
  for (const reading of await deps.gateway.findInvoices(payment.reference)) {
    const owner = reading.owner;
    if (owner?.paymentId !== payment.id || owner.attempt >= attempt) continue;
    try {
      return await record(deps, payment, owner.attempt, reading);
    } catch (error) {
      if (!(error instanceof PaymentError && error.code === 'gateway_bad_answer')) throw error;
    }
  }
  return null;
}

async function record(
  deps: CreatePaymentDeps,
  payment: Payment,
  attempt: number,
  reading: InvoiceReading,
): Promise<Payment> {
  const { network, storeId, clock, timings } = deps;
  const nowMs = clock.now();
  const order = { paymentId: payment.id, attempt, price: payment.price };
  const invoice = acceptInvoice(reading, {
    order,
    network,
    storeId,
    nowMs,
    expiryMarginMs: timings.expiryMarginMs,
  });
  const saved = await deps.ledger.saveChange(deriveInvoiceAdded(payment, invoice, nowMs));
  if (saved === null) throw new PaymentError('idempotency_in_progress', { retryAfterSeconds: 1 });
  deps.feed.publish(saved);
  deps.onInvoiceRecorded(invoice.id);
  return saved;
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
    invoices: [],
  };
}

function orderOf(payment: Payment, attempt: number): InvoiceOrder {
  const { id: paymentId, reference, price, pricedBy, orderId, description } = payment;
  return { paymentId, reference, attempt, price, pricedBy, orderId, description };
}

function reasonOf(error: PaymentError): string {
  return error.cause instanceof Error ? error.cause.message : error.code;
}
