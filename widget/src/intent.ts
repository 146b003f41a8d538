import { attempt } from './attempt.ts';
import { type Clock, pageClock } from './clock.ts';

/** What makes two presses the same payment. */
export interface IntentParts {
  readonly server: string;
  readonly amount?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly product?: string | null | undefined;
  readonly request?: string | null | undefined;
  readonly orderId?: string | null | undefined;
  /** `id` attribute of the element. */
  readonly elementId?: string | null | undefined;
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

/** As long as the server keeps an idempotency key. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

const PREFIX = 'lightning-pay:';

/** Two intents with the same key are the same payment. */
export function intentKey(parts: IntentParts): string {
  const { server, amount, currency, product, request, orderId, elementId } = parts;
  return `${PREFIX}${JSON.stringify([server, amount, currency, product, request, orderId, elementId].map((part) => part ?? ''))}`;
}

/** The amount in what `intentKey` made; null where there is none. */
export function amountOf(key: string): string | null {
  return /^[^[]*\["[^"]*","([^"]+)"/.exec(key)?.[1] ?? null;
}

/**
 * Opens the memory of an intent: in `sessionStorage`, or in the page's memory where that is refused or full.
 *
 * @param options.storage Default: the page's.
 * @param options.randomBytes Gives 16 random bytes; default `crypto.getRandomValues`.
 */
export function createIntent(
  parts: IntentParts,
  options: { storage?: IntentStorage; clock?: Clock; randomBytes?: () => Uint8Array } = {},
): Intent {
  const { storage = pageStorage, clock = pageClock, randomBytes = sixteenRandomBytes } = options;
  const key = intentKey(parts);

  function recall(): IntentMemory {
    const known = parseMemory(storage.getItem(key));
    // A clock that was put back must not keep an intent for ever, so an age below zero counts by its size.
    if (known && Math.abs(clock.wallNow() - known.createdAtMs) < MAX_AGE_MS) return known;
    return save({
      idempotencyKey: base64url(randomBytes()),
      paymentId: null,
      clientSecret: null,
      createdAtMs: clock.wallNow(),
    });
  }

  function save(memory: IntentMemory): IntentMemory {
    storage.setItem(key, JSON.stringify(memory));
    return memory;
  }

  return {
    recall,
    remember: (paymentId, clientSecret) => void save({ ...recall(), paymentId, clientSecret }),
    forget: () => storage.removeItem(key),
  };
}

/** Anything that this build did not write is ignored: another script of the page may write there too. */
function parseMemory(text: string | null): IntentMemory | null {
  try {
    const memory = JSON.parse(text ?? 'null') as IntentMemory | null; // checked field by field below
    const { idempotencyKey, paymentId, clientSecret, createdAtMs } = memory ?? {};
    const isKnown = typeof paymentId === 'string' || paymentId === null;
    const ok =
      isKnown &&
      typeof clientSecret === typeof paymentId &&
      /^[\w-]{22,255}$/.test(String(idempotencyKey)) &&
      Number.isFinite(createdAtMs);
    return ok ? memory : null;
  } catch {
    return null;
  }
}

function sixteenRandomBytes(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}

/** What could not be put into `sessionStorage`: it may be missing, forbidden (its getter throws) or full. */
const spare = new Map<string, string>();

const pageStorage: IntentStorage = {
  getItem: (key) => spare.get(key) ?? attempt(() => sessionStorage.getItem(key)) ?? null,
  setItem(key, value) {
    spare.set(key, value);
    attempt(() => {
      sessionStorage.setItem(key, value);
      spare.delete(key);
    });
  },
  removeItem(key) {
    spare.delete(key);
    attempt(() => sessionStorage.removeItem(key));
  },
};
