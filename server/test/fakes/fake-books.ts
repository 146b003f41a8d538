import type { Books, DayTotal } from '../../src/payments/day-total.ts';
import { type Payment, wholeSats } from '../../src/payments/payment.ts';
import type { Catalogue, Product } from '../../src/payments/product.ts';

/** A catalogue and books in memory, beside the payments of a fake ledger. */
export function fakeBooks(rows: ReadonlyMap<string, { readonly payment: Payment }>): Books & Catalogue {
  const products = new Map<string, Product>();
  return {
    async putProduct(product) {
      products.set(product.id, structuredClone(product));
    },
    getProduct: async (id) => structuredClone(products.get(id) ?? null),
    async listProducts({ limit, afterId = '' }) {
      const ids = [...products.keys()].filter((id) => id > afterId).sort();
      return structuredClone(ids.slice(0, limit).flatMap((id) => products.get(id) ?? []));
    },
    async deleteProduct(id) {
      products.delete(id);
    },
    async summarizeDays(fromMs, toMs) {
      const totals = new Map<string, DayTotal>();
      for (const { payment } of rows.values()) {
        const { settledAtMs, price, paidMsat } = payment;
        if (settledAtMs === null || settledAtMs < fromMs || settledAtMs >= toMs) continue;
        const day = new Date(settledAtMs).toISOString().slice(0, 10);
        const key = `${day} ${price.currency}`;
        const before = totals.get(key);
        totals.set(key, {
          day,
          count: (before?.count ?? 0) + 1,
          price: { minor: (before?.price.minor ?? 0n) + price.minor, currency: price.currency },
          paidSats: (before?.paidSats ?? 0n) + wholeSats(paidMsat),
        });
      }
      return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
    },
  };
}
