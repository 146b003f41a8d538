import { describe, expect, it } from 'vitest';
import type { Ledger } from '../src/payments/ports.ts';
import type { Product } from '../src/payments/product.ts';
import { freshId } from './fakes/payments.ts';

/** The part of the ledger's contract that keeps the catalogue. */
export function ledgerProductsContract(ledger: () => Ledger): void {
  const aProduct = (): Product => ({
    id: freshId('cup'),
    title: "Cup 注文 🧾 '; drop table x; --",
    price: { minor: 9_999_999_999_999_999n, currency: 'CLF' },
    active: true,
  });

  describe('putProduct, getProduct, deleteProduct', () => {
    it('keep a product as it was given, and replace it whole', async () => {
      const product = aProduct();
      expect(await ledger().getProduct(product.id)).toBeNull();
      await ledger().putProduct(product);
      expect(await ledger().getProduct(product.id)).toEqual(product);
      const changed = { ...product, title: '', price: { minor: 1n, currency: 'SATS' }, active: false };
      await ledger().putProduct(changed);
      expect(await ledger().getProduct(product.id)).toEqual(changed);
    });

    it('delete that one and no other, and again without a word', async () => {
      const [gone, kept] = [aProduct(), aProduct()];
      await ledger().putProduct(gone);
      await ledger().putProduct(kept);
      await ledger().deleteProduct(gone.id);
      await ledger().deleteProduct(gone.id);
      expect(await ledger().getProduct(gone.id)).toBeNull();
      expect(await ledger().getProduct(kept.id)).toEqual(kept);
    });

    it('are listed by their ids, page by page, each once', async () => {
      const products = [aProduct(), aProduct(), aProduct()];
      for (const product of [...products].reverse()) await ledger().putProduct(product);
      const listed: Product[] = [];
      for (let afterId: string | undefined; ; ) {
        const page = await ledger().listProducts({ limit: 2, ...(afterId === undefined ? {} : { afterId }) });
        listed.push(...page);
        if (page.length < 2) break;
        afterId = page.at(-1)?.id;
      }
      const ids = listed.map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort());
      for (const product of products) expect(listed).toContainEqual(product);
      expect(await ledger().listProducts({ limit: 2, afterId: ids.at(-1) ?? '' })).toEqual([]);
    });

    it('store one of two writes of the same id at once', async () => {
      const product = aProduct();
      const other = { ...product, title: 'Other', active: false };
      await Promise.all([ledger().putProduct(product), ledger().putProduct(other)]);
      expect([product, other]).toContainEqual(await ledger().getProduct(product.id));
    });
  });
}
