import type { Money } from './money.ts';

/** An entry of the merchant's catalogue: a price that no page can change. */
export interface Product {
  /** The merchant's own, as a page names it. */
  readonly id: string;
  /** What the customer reads, where the order says nothing else. */
  readonly title: string;
  readonly price: Money;
  /** False: it cannot be paid for now. */
  readonly active: boolean;
}

/** Which products the merchant wants to see, by their ids. */
export interface ProductQuery {
  /** 1 to 100. */
  readonly limit: number;
  /** Id of the last product of the page before. */
  readonly afterId?: string;
}

/** The merchant's products. Every method throws PaymentError `ledger_unavailable` when the database does not answer. */
export interface Catalogue {
  /** Adds a product, or replaces the one of that id. */
  putProduct(product: Product): Promise<void>;
  getProduct(id: string): Promise<Product | null>;
  listProducts(query: ProductQuery): Promise<readonly Product[]>;
  /** Deletes a product, if it is there. Payments made for it stay as they are. */
  deleteProduct(id: string): Promise<void>;
}
