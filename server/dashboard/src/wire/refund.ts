import { nullable, object, text } from './read.ts';

/** A refund: whoever opens its link takes the money. */
export interface Refund {
  readonly id: string;
  /** Null while it is not known whether BTCPay Server made it. */
  readonly link: string | null;
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
  link: nullable(text),
  amount: text,
  currency: text,
  reason: nullable(text),
  createdAt: text,
});
