import type { z } from 'zod';
import type { PaymentQuery } from '../payments/ports.ts';
import { merchantQuery } from './contract.ts';

/** Query of `GET /v1/merchant/payments.csv`: the filters of the list; it gives all pages. */
export const exportQuery = merchantQuery.omit({ limit: true, cursor: true });

/** Turns the filters of a query into those of the ledger. */
export function toFilters(query: z.infer<typeof exportQuery>): Omit<PaymentQuery, 'limit' | 'afterId'> {
  const { status, orderId, reference, from, to } = query;
  return {
    ...(status === undefined ? {} : { status }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(reference === undefined ? {} : { reference }),
    ...(from === undefined ? {} : { fromMs: Date.parse(from) }),
    ...(to === undefined ? {} : { toMs: Date.parse(to) }),
  };
}
