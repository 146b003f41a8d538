import { PaymentError } from '../payments/errors.ts';
import type { InvoiceReading } from '../payments/invoice.ts';
import { formatMoney } from '../payments/money.ts';
import type { Gateway, InvoiceOrder } from '../payments/ports.ts';
import type { Timings } from '../timings.ts';
import { parseAnswer } from './answer.ts';
import { callGreenfield, type GreenfieldOptions, type GreenfieldOutcome } from './greenfield.ts';
import { toReading } from './reading.ts';
import {
  apiKeySchema,
  type BtcpayInvoice,
  createdSchema,
  invoiceSchema,
  invoicesSchema,
  paymentMethodsSchema,
} from './schema.ts';

const INVOICE_ID = /^[\w-]{1,100}$/;

/** More invoices than one payment ever has. */
const LIST_LIMIT = 100;

/** What the BTCPay gateway needs. */
export interface BtcpayGatewayOptions extends GreenfieldOptions {
  readonly storeId: string;
  /** Minutes that a page shows an invoice; BTCPay gets one more (DESIGN section 4, `expiresAt`). */
  readonly ttlMinutes: number;
  readonly timings: Pick<Timings, 'btcpayCreateMs' | 'btcpayReadMs'>;
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

  function get(path: string, signal: AbortSignal): Promise<GreenfieldOutcome> {
    return callGreenfield(options, { method: 'GET', path, signal });
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
    return complete(parseAnswer(await get(path, signal), invoiceSchema, 'invoice'), signal);
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
      return Promise.all(invoices.map((invoice) => complete(invoice, signal)));
    },

    async check() {
      const signal = AbortSignal.timeout(options.timings.btcpayReadMs);
      parseAnswer(await get('/api-keys/current', signal), apiKeySchema, 'store');
    },
  };
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
