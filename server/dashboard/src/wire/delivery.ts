import { listOf, nullable, object, text, whole } from './read.ts';

/** One try to deliver. */
export interface Attempt {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly durationMs: number;
  /** HTTP status or SMTP code; null where no answer came. */
  readonly status: number | null;
  /** Why it failed; null where it was delivered. */
  readonly reason: string | null;
}

/** What the merchant or a customer must hear, and how far it got. Words that are not known yet are shown as they are. */
export interface Delivery {
  readonly id: string;
  readonly paymentId: string;
  /** `webhook`, `notice` or `receipt`. */
  readonly channel: string;
  /** As `payment.settled`. */
  readonly type: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** `pending`, `delivered` or `dead`. */
  readonly state: string;
  /** RFC 3339, UTC; null unless it is pending. */
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly Attempt[];
}

/** Reads `MerchantDelivery`. */
export const readDelivery = object<Delivery>({
  id: text,
  paymentId: text,
  channel: text,
  type: text,
  at: text,
  state: text,
  nextAttemptAt: nullable(text),
  attempts: listOf(
    object<Attempt>({ at: text, durationMs: whole, status: nullable(whole), reason: nullable(text) }),
  ),
});
