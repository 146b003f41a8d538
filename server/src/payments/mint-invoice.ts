import { acceptInvoice } from './accept-invoice.ts';
import { deriveInvoiceAdded } from './derive-change.ts';
import { PaymentError } from './errors.ts';
import type { InvoiceReading, Network } from './invoice.ts';
import type { Payment } from './payment.ts';
import type { Alerts, Clock, Feed, Gateway, InvoiceOrder, Ledger } from './ports.ts';

/** How long a creation can be under way, in all its parts. */
export interface ClaimTimings {
  readonly btcpayCreateMs: number;
  readonly btcpayReadMs: number;
  readonly adoptionWaitMs: number;
}

/** What `mintInvoice` stands on. */
export interface MintInvoiceDeps {
  readonly ledger: Ledger;
  readonly gateway: Gateway;
  readonly feed: Feed;
  readonly alerts: Alerts;
  readonly clock: Clock;
  readonly network: Network;
  readonly storeId: string;
  readonly timings: ClaimTimings & { readonly expiryMarginMs: number; readonly checkUnpaidMs: number };
  /** Called when an invoice was recorded, so that webhooks that came before it are applied. */
  readonly onInvoiceRecorded: (invoiceId: string) => void;
}

/**
 * Gets a payment its next invoice; the caller has claimed its creation. Whatever goes wrong, the claim is given back.
 *
 * @param attempt Number of the invoice, which BTCPay keeps with it.
 * @param mayExist Whether an earlier try may have made one without hearing the answer: it is looked for first.
 */
export type MintInvoice = (payment: Payment, attempt: number, mayExist: boolean) => Promise<Payment>;

/** Until when a creation that begins now is nobody else's business. */
export function claimEnd(nowMs: number, timings: ClaimTimings): number {
  return nowMs + timings.btcpayCreateMs + timings.btcpayReadMs + timings.adoptionWaitMs;
}

/** Somebody else is at it: ask again when its claim has run out. */
export function inProgress(claimedUntilMs: number, nowMs: number): PaymentError {
  const retryAfterSeconds = Math.max(1, Math.ceil((claimedUntilMs - nowMs) / 1_000));
  return new PaymentError('idempotency_in_progress', { retryAfterSeconds });
}

/**
 * Builds the making of invoices.
 *
 * The returned function throws PaymentError `gateway_unavailable`, `gateway_bad_answer`, `ledger_unavailable`, or
 * `idempotency_in_progress` when another writer was faster.
 */
export function buildMintInvoice(deps: MintInvoiceDeps): MintInvoice {
  const { ledger, gateway, clock, alerts, timings } = deps;
  return async (payment, attempt, mayExist) => {
    let retryFromMs: number | null = null;
    try {
      const adopted = mayExist ? await adopt(deps, payment, attempt) : null;
      if (adopted !== null) return adopted;
      const answer = await gateway.createInvoice(orderOf(payment, attempt));
      if (answer === 'unknown') {
        // BTCPay may still carry it out: nobody may create again before that is sure (FACTS section 3).
        retryFromMs = clock.now() + timings.adoptionWaitMs;
        throw new PaymentError('gateway_unavailable', {
          retryAfterSeconds: Math.ceil(timings.adoptionWaitMs / 1_000),
        });
      }
      return await record(deps, payment, attempt, answer.reading, clock.now());
    } catch (error) {
      if (error instanceof PaymentError && error.code === 'gateway_bad_answer') {
        alerts.raise('invoice_refused', { reference: payment.reference, reason: reasonOf(error) });
      }
      // A claim that cannot be given back runs out by itself.
      await ledger.releaseCreation(payment.id, attempt, retryFromMs ?? clock.now()).catch(() => undefined);
      throw error;
    }
  };
}

/** Looks for an invoice that an earlier try made without hearing the answer. */
async function adopt(deps: MintInvoiceDeps, payment: Payment, attempt: number): Promise<Payment | null> {
  const known = new Set(payment.invoices.map(({ id }) => id));
  for (const reading of await deps.gateway.findInvoices(payment.reference)) {
    const { owner, invoiceId } = reading;
    if (owner?.paymentId !== payment.id || owner.attempt >= attempt || known.has(invoiceId)) continue;
    try {
      // When it was made is not known by our clock; never before the payment was.
      return await record(deps, payment, owner.attempt, reading, payment.createdAtMs);
    } catch (error) {
      if (!(error instanceof PaymentError && error.code === 'gateway_bad_answer')) throw error;
    }
  }
  return null;
}

async function record(
  deps: MintInvoiceDeps,
  payment: Payment,
  attempt: number,
  reading: InvoiceReading,
  madeAtMs: number,
): Promise<Payment> {
  const { network, storeId, clock, timings } = deps;
  const nowMs = clock.now();
  const order = { paymentId: payment.id, attempt, price: payment.price };
  const { expiryMarginMs, checkUnpaidMs } = timings;
  const invoice = acceptInvoice(reading, { order, network, storeId, madeAtMs, nowMs, expiryMarginMs });
  const saved = await deps.ledger.saveChange(
    deriveInvoiceAdded(payment, invoice, nowMs, nowMs + checkUnpaidMs),
  );
  if (saved === null) return recordedMeanwhile(deps, payment.id, invoice.id, nowMs);
  deps.feed.publish(saved);
  deps.onInvoiceRecorded(invoice.id);
  return saved;
}

/** A webhook that was faster than the answer may have recorded the invoice, since it was paid at once. */
async function recordedMeanwhile(
  deps: MintInvoiceDeps,
  paymentId: string,
  invoiceId: string,
  nowMs: number,
): Promise<Payment> {
  const current = await deps.ledger.getPayment(paymentId);
  if (current?.invoices.some(({ id }) => id === invoiceId)) return current;
  throw inProgress(nowMs, nowMs);
}

function orderOf(payment: Payment, attempt: number): InvoiceOrder {
  const { id: paymentId, reference, price, pricedBy, orderId, description } = payment;
  return { paymentId, reference, attempt, price, pricedBy, orderId, description };
}

function reasonOf(error: PaymentError): string {
  return error.cause instanceof Error ? error.cause.message : error.code;
}
