import { nullable, object, text } from './read.ts';

/** A refund: whoever opens its link takes the money. */
export interface Refund {
  readonly id: string;
  readonly link: string;
  /** Decimal string. */
  readonly amount: string;
  readonly currency: string;
  readonly reason: string | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** Reads `Refund`. */
export const readRefund = object<Refund>({
  id: text,
  link: text,
  amount: text,
  currency: text,
  reason: nullable(text),
  createdAt: text,
});
