import { stringify } from 'csv-stringify/sync';
import { formatMoney } from '../payments/money.ts';
import { type Payment, paidInvoice, wholeSats } from '../payments/payment.ts';

/** Columns of the export, in their order. Shops read them by name: none is renamed, and new ones come last. */
const COLUMNS: readonly (readonly [string, (payment: Payment) => string | null])[] = [
  ['reference', ({ reference }) => reference],
  ['paymentId', ({ id }) => id],
  ['orderId', ({ orderId }) => orderId],
  ['status', ({ status }) => status],
  ['flags', ({ flags }) => flags.join(' ')],
  ['pricedBy', ({ pricedBy }) => pricedBy],
  ['amount', ({ price }) => formatMoney(price)],
  ['currency', ({ price }) => price.currency],
  ['paidSats', ({ paidMsat }) => wholeSats(paidMsat).toString()],
  ['rate', (payment) => paidInvoice(payment)?.rate ?? null],
  ['createdAt', ({ createdAtMs }) => new Date(createdAtMs).toISOString()],
  ['settledAt', ({ settledAtMs }) => (settledAtMs === null ? null : new Date(settledAtMs).toISOString())],
  ['description', ({ description }) => description],
  ['paymentHash', (payment) => paidInvoice(payment)?.paymentHash ?? null],
];

/** Begins the export: the names of its columns, with the end of their line. */
export function csvHeader(): string {
  return toCsv([COLUMNS.map(([name]) => name)]);
}

/**
 * Writes payments as lines of RFC 4180, each with its end. A cell that a spreadsheet would take for a formula begins with
 * `'`: a customer may have written an order id or a description.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvRows(payments: readonly Payment[]): string {
  return toCsv(payments.map((payment) => COLUMNS.map(([, cell]) => cell(payment))));
}

function toCsv(rows: readonly (readonly (string | null)[])[]): string {
  return stringify([...rows], {
    record_delimiter: 'windows',
    // The package itself quotes a whole CRLF only.
    quoted_match: /[\r\n]/,
    escape_formulas: true,
  });
}
