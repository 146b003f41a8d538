import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import type { Payment } from '../payments/payment.ts';
import { csvHeader, csvRows } from './csv.ts';
import type { AppDeps } from './deps.ts';
import type { HttpEnv } from './middleware.ts';
import { exportQuery, toFilters } from './payment-query.ts';
import { readQuery } from './query.ts';

/** Payments that are in memory at once for one export. */
const PAGE = 200;

/** Route of the export. Who may come here, the routes above it have checked. */
export function merchantCsvRoutes(
  deps: Pick<AppDeps, 'ledger' | 'log' | 'counters' | 'clock'>,
): Hono<HttpEnv> {
  const { ledger, log, counters, clock } = deps;
  const app = new Hono<HttpEnv>();

  app.get('/payments.csv', async (c) => {
    const filters = toFilters(readQuery(c, exportQuery));
    const readPage = (last?: Payment) =>
      ledger.listPayments({ ...filters, limit: PAGE, ...(last === undefined ? {} : { afterId: last.id }) });
    // Before the first byte, so that a ledger that does not answer is still a problem with its status.
    const first = await readPage();
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    c.header('Cache-Control', 'no-store');
    c.header('Content-Type', 'text/csv; charset=utf-8; header=present');
    c.header('Content-Disposition', `attachment; filename="payments-${day}.csv"`);
    // The adapter would else look at the first pages itself, and take a failure there for the end.
    c.header('Transfer-Encoding', 'chunked');
    return c.body(
      csvStream(first, readPage, (error) => {
        counters.add('export_failed');
        log.failure(c.get('requestId'), error);
      }),
    );
  });
  return app;
}

/**
 * Streams an export, a page a pull: nothing is read ahead of the client.
 *
 * @param readPage Reads the payments after the last of the page before; a page that is not full is the last.
 * @param onFailure Hears why a page could not be read. The stream fails then, and with it the connection: a file that was
 *   cut off must not look whole.
 */
function csvStream(
  first: readonly Payment[],
  readPage: (last: Payment | undefined) => Promise<readonly Payment[]>,
  onFailure: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let page: readonly Payment[] | null = null;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const before = page;
          page = before === null ? first : await readPage(before.at(-1));
          const text = (before === null ? csvHeader() : '') + csvRows(page);
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (page.length < PAGE) controller.close();
        } catch (error) {
          onFailure(
            error instanceof PaymentError ? error : new PaymentError('internal_error', { cause: error }),
          );
          // The adapter prints what it gets: the reason is in the log already.
          controller.error(new Error('the export broke off'));
        }
      },
    },
    { highWaterMark: 0 },
  );
}
