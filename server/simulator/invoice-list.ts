import { createHash } from 'node:crypto';
import { empty, invalid } from './errors.ts';
import type { InvoiceStatus } from './invoices.ts';
import { orderIdOf, type StoredInvoice } from './stored-invoice.ts';

const STATUSES: readonly InvoiceStatus[] = ['New', 'Processing', 'Settled', 'Expired', 'Invalid'];

/**
 * The list of invoices, newest first, filtered as BTCPay filters.
 *
 * Invoices of one second have no order among themselves, and another one for each page: walking the list with `skip`
 * loses and repeats rows.
 *
 * @throws Refusal 422 for dates and numbers that cannot be read, 500 for negative ones.
 */
export function listInvoices(all: Iterable<StoredInvoice>, query: URLSearchParams): StoredInvoice[] {
  const skip = readCount(query, 'skip') ?? 0;
  const take = readCount(query, 'take') ?? Number.POSITIVE_INFINITY;
  const matches = filterOf(query);
  const page = `${skip}/${take}`;
  return [...all]
    .filter(matches)
    .map((invoice) => ({
      invoice,
      second: Math.floor(invoice.createdAtMs / 1000),
      tie: tieOf(invoice.id, page),
    }))
    .sort((a, b) => b.second - a.second || (a.tie < b.tie ? -1 : 1))
    .slice(skip, skip + take)
    .map(({ invoice }) => invoice);
}

function filterOf(query: URLSearchParams): (invoice: StoredInvoice) => boolean {
  const orderIds = query.getAll('orderId');
  const asked = query.getAll('status').map((status) => status.toLowerCase());
  // An unknown status is ignored, so the filter falls away with it.
  const statuses = STATUSES.filter((status) => asked.includes(status.toLowerCase()));
  const start = readTime(query, 'startDate') ?? Number.NEGATIVE_INFINITY;
  const end = readTime(query, 'endDate') ?? Number.POSITIVE_INFINITY;
  const text = query.get('textSearch') ?? '';
  const withArchived = query.get('includeArchived')?.toLowerCase() === 'true';
  return (invoice) => {
    const second = Math.floor(invoice.createdAtMs / 1000);
    return (
      (withArchived || !invoice.archived) &&
      (orderIds.length === 0 || orderIds.includes(orderIdOf(invoice))) &&
      (statuses.length === 0 || statuses.includes(invoice.status)) &&
      second >= start &&
      second <= end &&
      (text === '' || termsOf(invoice).some((term) => term.includes(text)))
    );
  };
}

function termsOf(invoice: StoredInvoice): string[] {
  return [invoice.id, orderIdOf(invoice), ...invoice.searchTerms];
}

function readTime(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (!/^-?\d+$/.test(text)) throw invalid({ path: name, message: 'Invalid unix timestamp' });
  return Number(text);
}

function readCount(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (!/^-?\d+$/.test(text)) throw invalid({ path: name, message: `The value '${text}' is not valid.` });
  if (Number(text) < 0) throw empty(500);
  return Number(text);
}

function tieOf(id: string, page: string): string {
  return createHash('sha256').update(id).update(page).digest('hex');
}
