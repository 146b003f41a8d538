import type { Books, DayTotal } from '../payments/day-total.ts';
import type { Catalogue, Product } from '../payments/product.ts';

/** The SQL functions of the catalogue and the books. */
export type BookFunction =
  | 'lp_put_product'
  | 'lp_get_product'
  | 'lp_list_products'
  | 'lp_delete_product'
  | 'lp_summarize_days';

type Priced<T> = Omit<T, 'price'> & { amountMinor: string; currency: string };
type ProductRow = Priced<Product>;
type DayRow = Omit<Priced<DayTotal>, 'paidSats'> & { paidSats: string };

/** Builds the ledger's part that keeps the catalogue and sums the books. */
export function bookLedger(call: <T>(name: BookFunction, args: object) => Promise<T>): Books & Catalogue {
  return {
    async putProduct({ price, ...product }) {
      await call('lp_put_product', {
        ...product,
        amountMinor: price.minor.toString(),
        currency: price.currency,
      });
    },
    async getProduct(id) {
      const row = await call<ProductRow | null>('lp_get_product', { id });
      return row === null ? null : priced(row);
    },
    async listProducts(query) {
      return (await call<ProductRow[]>('lp_list_products', query)).map((row) => priced(row));
    },
    async deleteProduct(id) {
      await call('lp_delete_product', { id });
    },
    async summarizeDays(fromMs, toMs) {
      const rows = await call<DayRow[]>('lp_summarize_days', { fromMs, toMs });
      return rows.map(({ paidSats, ...row }) => ({ ...priced(row), paidSats: BigInt(paidSats) }));
    },
  };
}

function priced<T extends { amountMinor: string; currency: string }>({ amountMinor, currency, ...rest }: T) {
  return { ...rest, price: { minor: BigInt(amountMinor), currency } };
}
