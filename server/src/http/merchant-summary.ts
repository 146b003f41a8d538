import { Hono } from 'hono';
import type { z } from 'zod';
import type { DayTotal } from '../payments/day-total.ts';
import { PaymentError } from '../payments/errors.ts';
import { formatMoney } from '../payments/money.ts';
import { summaryQuery, type summarySchema } from './books-contract.ts';
import type { AppDeps } from './deps.ts';
import type { HttpEnv } from './middleware.ts';
import { readQuery } from './query.ts';

const DAY_MS = 86_400_000;
/** A year, a leap one too. */
const MOST_DAYS = 366;
const DEFAULT_DAYS = 30;

/** Route of the sums by day. Who may come here, the routes above it have checked. */
export function merchantSummaryRoutes({ ledger, clock }: Pick<AppDeps, 'ledger' | 'clock'>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.get('/summary', async (c) => {
    const { from, to } = readQuery(c, summaryQuery);
    const toMs = to === undefined ? clock.now() + 1 : Date.parse(to);
    const fromMs = from === undefined ? toMs - DEFAULT_DAYS * DAY_MS : Date.parse(from);
    if (toMs - fromMs > MOST_DAYS * DAY_MS) {
      const errors = [{ path: 'from', message: `must be at most ${MOST_DAYS} days before the end` }];
      throw new PaymentError('invalid_request', { errors });
    }
    const days = fromMs < toMs ? await ledger.summarizeDays(fromMs, toMs) : [];
    c.header('Cache-Control', 'no-store');
    return c.json({ days: days.map(toWireTotal) } satisfies z.infer<typeof summarySchema>);
  });
  return app;
}

function toWireTotal({ day, count, price, paidSats }: DayTotal) {
  return {
    day,
    currency: price.currency,
    count,
    amount: formatMoney(price),
    paidSats: Number(paidSats), // all bitcoin together are far from where numbers end to be exact
  };
}
