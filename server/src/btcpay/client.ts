import { PaymentError } from '../payments/errors.ts';
import type { InvoiceReading } from '../payments/invoice.ts';
import { formatMoney } from '../payments/money.ts';
import type { Gateway, InvoiceOrder } from '../payments/ports.ts';
import type { Timings } from '../timings.ts';
import { parseAnswer } from './answer.ts';
import { callGreenfield, type GreenfieldOptions, type GreenfieldOutcome } from './greenfield.ts';
import { missingPermissions } from './permissions.ts';
import { toNodeReading, toReading } from './reading.ts';
import {
  apiKeySchema,
  type BtcpayInvoice,
  createdSchema,
  invoiceSchema,
  invoicesSchema,
  nodeInvoiceSchema,
  paymentMethodsSchema,
  unreadInvoicesSchema,
} from './schema.ts';

const INVOICE_ID = /^[\w-]{1,100}$/;

const PAYMENT_HASH = /^[0-9a-f]{64}$/;

/** Invoices that one list asks for, and the most bytes that so many take. */
const PAGE = 1_000;
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/** More invoices than one payment ever has. */
const LIST_LIMIT = 100;

/** What the BTCPay gateway needs. */
export interface BtcpayGatewayOptions extends GreenfieldOptions {
  readonly storeId: string;
  /** Minutes that a page shows an invoice; BTCPay gets one more (DESIGN section 4, `expiresAt`). */
  readonly ttlMinutes: number;
  readonly timings: Pick<Timings, 'btcpayCreateMs' | 'btcpayReadMs' | 'btcpayListMs'>;
}

/**
 * The port `Gateway` on a BTCPay Server, with a key that may create and view the invoices of one store.
 * Each method has its own deadline: `btcpayCreateMs` for a creation, `btcpayReadMs` for each read, the one after a
 * creation included. BTCPay's own words go into an error's `cause` only.
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (Invoices)
 */
export function createBtcpayGateway(options: BtcpayGatewayOptions): Gateway {
  const store = `/stores/${encodeURIComponent(options.storeId)}`;

  function get(path: string, signal: AbortSignal, maxBytes?: number): Promise<GreenfieldOutcome> {
    return callGreenfield(options, {
      method: 'GET',
      path,
      signal,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
  }

  /** Before 2.4.1 BTCPay leaves `includePaymentMethods` unheard and the methods empty. */
  async function complete(invoice: BtcpayInvoice, signal: AbortSignal): Promise<InvoiceReading> {
    if (invoice.paymentMethods.length > 0) return toReading(invoice, invoice.paymentMethods);
    const path = `${store}/invoices/${invoice.id}/payment-methods`;
    return toReading(invoice, parseAnswer(await get(path, signal), paymentMethodsSchema, 'invoice'));
  }

  async function readInvoice(invoiceId: string): Promise<InvoiceReading> {
    // An id such as `..` would name another path.
    if (!INVOICE_ID.test(invoiceId)) throw new PaymentError('invoice_unknown');
    const signal = AbortSignal.timeout(options.timings.btcpayReadMs);
    const path = `${store}/invoices/${invoiceId}?includePaymentMethods=true`;
    const outcome = await get(path, signal);
    // BTCPay answers 403 alike for an unknown invoice and for a key that may not look (FACTS section 2).
    if (outcome.kind === 'answer' && outcome.status === 403) await check();
    return complete(parseAnswer(outcome, invoiceSchema, 'invoice'), signal);
  }

  async function check(): Promise<void> {
    const signal = AbortSignal.timeout(options.timings.btcpayReadMs);
    const { permissions } = parseAnswer(await get('/api-keys/current', signal), apiKeySchema, 'store');
    const missing = missingPermissions(permissions, options.storeId);
    if (missing.length === 0) return;
    throw new PaymentError('gateway_forbidden', {
      cause: new Error(`the API key lacks ${missing.join(', ')}`),
    });
  }

  return {
    readInvoice,

    async createInvoice(order) {
      const outcome = await callGreenfield(options, {
        method: 'POST',
        path: `${store}/invoices`,
        body: creationBody(order, options.ttlMinutes),
        signal: AbortSignal.timeout(options.timings.btcpayCreateMs),
      });
      // 504 is a proxy's word for the same silence.
      if (outcome.kind === 'no_answer' || (outcome.kind === 'answer' && outcome.status === 504))
        return 'unknown';
      const { id } = parseAnswer(outcome, createdSchema, 'store');
      try {
        return { reading: await readInvoice(id) };
      } catch (error) {
        // The invoice is there: whoever asks again adopts it.
        if (error instanceof PaymentError && error.code !== 'gateway_bad_answer') return 'unknown';
        throw error;
      }
    },

    async findInvoices(reference) {
      const signal = AbortSignal.timeout(options.timings.btcpayReadMs);
      const query = new URLSearchParams({
        orderId: reference,
        take: String(LIST_LIMIT),
        includePaymentMethods: 'true',
      });
      const answer = await get(`${store}/invoices?${query}`, signal);
      const invoices = parseAnswer(answer, invoicesSchema, 'store');
      const readings = await Promise.all(
        invoices.map((invoice) => complete(invoice, signal).catch(unlessUnreadable)),
      );
      return readings.flatMap((reading) => reading ?? []);
    },

    async listUnpaid(fromMs, toMs) {
      const query = new URLSearchParams([
        ['startDate', String(Math.floor(fromMs / 1_000))],
        ['endDate', String(Math.ceil(toMs / 1_000))],
        ['status', 'New'],
        ['status', 'Processing'],
        ['take', String(PAGE)],
        ['includePaymentMethods', 'true'],
      ]);
      const signal = AbortSignal.timeout(options.timings.btcpayListMs);
      const answer = await get(`${store}/invoices?${query}`, signal, MAX_PAGE_BYTES);
      const invoices = parseAnswer(answer, unreadInvoicesSchema, 'store');
      return { readings: invoices.flatMap(readWhole), full: invoices.length >= PAGE };
    },

    async readNode(paymentHash) {
      if (!PAYMENT_HASH.test(paymentHash)) return null;
      const signal = AbortSignal.timeout(options.timings.btcpayReadMs);
      const outcome = await get(`${store}/lightning/BTC/invoices/${paymentHash}`, signal);
      // Unknown to the node, or the key lacks `canviewlightninginvoice`.
      if (outcome.kind === 'answer' && (outcome.status === 403 || outcome.status === 404)) return null;
      return toNodeReading(parseAnswer(outcome, nodeInvoiceSchema, 'store'));
    },

    check,
  };
}

/** An invoice that cannot be read can never be shown: it must not hide the others. */
function unlessUnreadable(error: unknown): null {
  if (error instanceof PaymentError && error.code === 'gateway_bad_answer') return null;
  throw error;
}

/** An invoice of a list, or nothing where it cannot be read or its methods are missing: it is then read by itself. */
function readWhole(json: unknown): InvoiceReading[] {
  const parsed = invoiceSchema.safeParse(json);
  if (!parsed.success || parsed.data.paymentMethods.length === 0) return [];
  try {
    return [toReading(parsed.data, parsed.data.paymentMethods)];
  } catch {
    return [];
  }
}

function creationBody(order: InvoiceOrder, ttlMinutes: number): unknown {
  const { paymentId, attempt, orderId, pricedBy } = order;
  return {
    amount: formatMoney(order.price),
    currency: order.price.currency,
    checkout: {
      paymentMethods: ['BTC-LN'],
      expirationMinutes: ttlMinutes + 1,
      lazyPaymentMethods: false,
      paymentTolerance: 0,
    },
    receipt: { enabled: false },
    metadata: {
      orderId: order.reference,
      ...(order.description === null ? {} : { itemDesc: order.description }),
      lightningPay: { v: 1, paymentId, attempt, orderId, pricedBy },
    },
  };
}
