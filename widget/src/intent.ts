import type { Clock } from './clock.ts';

/** What makes two presses the same payment. */
export interface IntentParts {
  readonly server: string;
  readonly amount?: string | null;
  readonly currency?: string | null;
  readonly product?: string | null;
  readonly request?: string | null;
  readonly orderId?: string | null;
  /** `id` attribute of the element. */
  readonly elementId?: string | null;
}

/** What is remembered of an intent. */
export interface IntentMemory {
  /** 22 characters of base64url: 128 random bits. */
  readonly idempotencyKey: string;
  /** Null before the creation was answered. */
  readonly paymentId: string | null;
  readonly clientSecret: string | null;
  /** Milliseconds since 1970 by the device's clock; an intent ends after 24 h. */
  readonly createdAtMs: number;
}

/** The memory of one intent, for as long as it is the same payment. */
export interface Intent {
  /** What is remembered; the first call, and the first after `forget` or 24 h, makes a new key. */
  recall(): IntentMemory;
  /** Keeps the payment that the key made. */
  remember(paymentId: string, clientSecret: string): void;
  /** Ends the intent: the next `recall` begins another payment. */
  forget(): void;
}

/** The part of `Storage` that an intent uses. */
export type IntentStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Two intents with the same key are the same payment. */
export declare function intentKey(parts: IntentParts): string;

/** Opens the memory of an intent: in `sessionStorage`, or in the page's memory where there is none. */
export declare function createIntent(
  parts: IntentParts,
  options?: { storage?: IntentStorage; clock?: Clock; randomBytes?: () => Uint8Array },
): Intent;
