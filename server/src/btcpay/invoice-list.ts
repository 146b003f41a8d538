import * as z from 'zod';
import type { InvoiceList, InvoicePage } from '../payments/audit-ports.ts';
import type { Timings } from '../timings.ts';
import { parseAnswer } from './answer.ts';
import { callGreenfield, type GreenfieldOptions } from './greenfield.ts';
import { toReading } from './reading.ts';
import { invoiceSchema, ownerSchema, paymentMethodsSchema, unreadInvoicesSchema } from './schema.ts';

/** Invoices that one list asks for, and the most bytes that so many take. */
const PAGE = 1_000;
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/** What the list of all invoices needs: the key that may view the invoices of one store. */
export interface InvoiceListOptions extends GreenfieldOptions {
  readonly storeId: string;
  readonly timings: Pick<Timings, 'btcpayReadMs' | 'btcpayListMs'>;
}

/** What makes an invoice one of ours, whatever else is wrong with it. */
const oursSchema = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  metadata: ownerSchema.extend({ orderId: z.string().max(100) }),
});

/**
 * The port `InvoiceList` on a BTCPay Server. Lists are never paged by `skip`, which loses rows (FACTS section 4).
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (Invoices_GetInvoices)
 */
export function createInvoiceList(options: InvoiceListOptions): InvoiceList {
  const { timings } = options;
  const store = `/stores/${encodeURIComponent(options.storeId)}`;
  const get = (path: string, timeoutMs: number, maxBytes?: number) =>
    callGreenfield(options, {
      method: 'GET',
      path: store + path,
      signal: AbortSignal.timeout(timeoutMs),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });

  /** Null where it cannot be read. Before 2.4.1 lists come without the methods. */
  async function read(json: unknown): Promise<ReturnType<typeof toReading> | null> {
    const invoice = invoiceSchema.safeParse(json);
    if (!invoice.success) return null;
    const { id, paymentMethods } = invoice.data;
    const methods =
      paymentMethods.length > 0
        ? paymentMethods
        : parseAnswer(
            await get(`/invoices/${id}/payment-methods`, timings.btcpayReadMs),
            paymentMethodsSchema,
            'invoice',
          );
    try {
      return toReading(invoice.data, methods);
    } catch {
      return null;
    }
  }

  return {
    async listInvoices(fromMs, toMs) {
      const query = new URLSearchParams({
        startDate: String(Math.floor(fromMs / 1_000)),
        endDate: String(Math.ceil(toMs / 1_000)),
        take: String(PAGE),
        includePaymentMethods: 'true',
        includeArchived: 'true',
      });
      const answer = await get(`/invoices?${query}`, timings.btcpayListMs, MAX_PAGE_BYTES);
      const listed = parseAnswer(answer, unreadInvoicesSchema, 'store');
      const readings: InvoicePage['readings'][number][] = [];
      const unreadable: InvoicePage['unreadable'][number][] = [];
      for (const json of listed) {
        const ours = oursSchema.safeParse(json);
        if (!ours.success) continue;
        const { id: invoiceId, metadata } = ours.data;
        const reading = await read(json);
        if (reading === null) unreadable.push({ invoiceId, reference: metadata.orderId });
        else readings.push({ ...reading, reference: metadata.orderId });
      }
      return { readings, unreadable, full: listed.length >= PAGE };
    },
  };
}
