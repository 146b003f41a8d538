import { object, text, truth } from './read.ts';

/** A product of the catalogue. */
export interface Product {
  readonly id: string;
  readonly title: string;
  /** Decimal string. */
  readonly amount: string;
  readonly currency: string;
  /** False: nobody can pay for it now. */
  readonly active: boolean;
}

/** Reads `Product`. */
export const readProduct = object<Product>({
  id: text,
  title: text,
  amount: text,
  currency: text,
  active: truth,
});
