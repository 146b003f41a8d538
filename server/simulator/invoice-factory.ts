import type { Corruption } from './corruption.ts';
import { corruptRequest } from './corruption.ts';
import { type CreateRequest, writeAmount } from './create-request.ts';
import { creationFailed, nodeFailed } from './creation-log.ts';
import { newId } from './ids.ts';
import type { LightningMethod } from './invoices.ts';
import { NodeError, type NodeInvoice } from './lightning-node.ts';
import { type Rates, rateOf, roundAmount, toSats } from './pricing.ts';
import type { Store } from './store.ts';
import { orderIdOf, type StoredInvoice } from './stored-invoice.ts';
import { wait } from './timers.ts';

/** How BTCPay reaches its node, as far as tests disturb it. */
export interface NodeFaults {
  /** Connections are refused. */
  readonly down: boolean;
  /** Milliseconds before the node answers a creation. */
  readonly slowMs: number;
}

/** What creating needs besides the request. */
export interface FactoryContext {
  readonly store: Store;
  readonly rates: Rates;
  readonly now: () => number;
  /** Factor on the 5 s that BTCPay waits for its node. */
  readonly timeScale: number;
  /** Factor on `expirationMinutes`; 1 outside of tests and demos. */
  readonly expirationScale: number;
  readonly nodeFaults: NodeFaults;
  /** Scheme and host of the request. */
  readonly origin: string;
  readonly corruption: Corruption;
}

/** BTCPay reaches its node some ms after it fixed the expiry, so most BOLT11s end one second before the invoice. */
const NODE_CALL_MS = 20;
const NODE_DEADLINE_MS = 5000;
const DEFAULT_CURRENCY = 'USD';
const DEFAULT_EXPIRATION_MINUTES = 15;
const DEFAULT_MONITORING_MINUTES = 1440;
const MINUTE_MS = 60_000;

/**
 * Makes an invoice of a valid request, at the node too.
 *
 * @throws Refusal 400 `generic-error` when no payment method is left: no rate, node away, none asked for.
 */
export async function makeInvoice(asked: CreateRequest, context: FactoryContext): Promise<StoredInvoice> {
  const request = corruptRequest(asked, context.corruption);
  const currency = request.currency ?? DEFAULT_CURRENCY;
  const createdAtMs = context.now();
  const minutes = request.expirationMinutes ?? DEFAULT_EXPIRATION_MINUTES;
  const expiresAtMs = createdAtMs + Math.max(minutes * MINUTE_MS * context.expirationScale, 1000);
  const id = newId();
  const lightning = await makeLightning(request, currency, { id, createdAtMs, expiresAtMs }, context);
  return {
    id,
    storeId: context.store.id,
    type: request.amount ? 'Standard' : 'TopUp',
    amount: writeAmount(request.amount && roundAmount(request.amount, currency)),
    currency,
    createdAtMs,
    expiresAtMs,
    status: 'New',
    additionalStatus: 'None',
    archived: false,
    metadata: request.metadata,
    searchTerms: request.searchTerms,
    paymentTolerance: request.paymentTolerance ?? 0,
    lightning,
    payments: [],
    origin: context.origin,
    receipt: request.receipt,
    checkout: {
      speedPolicy: request.speedPolicy ?? 'MediumSpeed',
      paymentMethods: lightning && context.corruption.lightning !== 'none' ? ['BTC-LN'] : [],
      defaultPaymentMethod: request.defaultPaymentMethod,
      expirationMinutes: minutes,
      monitoringMinutes: request.monitoringMinutes ?? DEFAULT_MONITORING_MINUTES,
      paymentTolerance: request.paymentTolerance ?? 0,
      redirectURL: request.redirectURL,
      redirectAutomatically: request.redirectAutomatically,
      defaultLanguage: request.defaultLanguage,
      lazyPaymentMethods: null,
    },
  };
}

/** Which times and id a BOLT11 belongs to. */
interface Frame {
  readonly id: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

async function makeLightning(
  request: CreateRequest,
  currency: string,
  frame: Frame,
  context: FactoryContext,
): Promise<LightningMethod | null> {
  // An amount of zero gets no method; the watcher then finds it paid.
  if (request.amount?.units === 0n) return null;
  const rate = rateOf(context.rates, currency);
  const failed = (lines: string[]) => creationFailed(context.now(), currency, rate, lines);
  if (rate === null) throw failed([]);
  if (!(request.paymentMethods ?? ['BTC-LN']).includes('BTC-LN')) throw failed([]);
  const amountSats = request.amount ? toSats(roundAmount(request.amount, currency), rate) : 0n;
  const due = context.corruption.due;
  const method = { rate, amountSats, paymentHash: null, claimedSats: due === undefined ? null : BigInt(due) };
  if (request.lazy) return method;
  await reachNode(context, failed);
  try {
    const amountMsat = request.amount ? amountSats * 1000n : null;
    return { ...method, paymentHash: mintFor(frame, amountMsat, request.metadata, context).paymentHash };
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    throw failed(nodeFailed(`Impossible to create lightning invoice (${error.message})`));
  }
}

async function reachNode(context: FactoryContext, failed: (lines: string[]) => Error): Promise<void> {
  const { down, slowMs } = context.nodeFaults;
  if (down) throw failed(nodeFailed('Impossible to create lightning invoice (Connection refused)'));
  if (slowMs === 0) return;
  const deadlineMs = NODE_DEADLINE_MS * context.timeScale;
  await wait(Math.min(slowMs, deadlineMs));
  if (slowMs > deadlineMs) throw failed(nodeFailed('The lightning node did not reply in a timely manner'));
}

/** Has the node sign a BOLT11 for (what is left of) an invoice. */
export function mintFor(
  frame: Pick<Frame, 'id' | 'expiresAtMs'>,
  amountMsat: bigint | null,
  metadata: Readonly<Record<string, unknown>>,
  context: Pick<FactoryContext, 'store' | 'now' | 'corruption'>,
): NodeInvoice {
  return context.store.node.mint({
    invoiceId: frame.id,
    amountMsat,
    description: `Paid to ${context.store.name} (Order ID: ${orderIdOf({ metadata })})`,
    nowMs: context.now() + NODE_CALL_MS,
    expiresAtMs: frame.expiresAtMs,
    prefix: context.corruption.network === 'mainnet' ? 'bc' : 'bcrt',
  });
}
