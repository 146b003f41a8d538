import type { Payment } from '../payments/payment.ts';
import type { Feed, Ledger } from '../payments/ports.ts';

/** One open page. */
interface Subscriber {
  version: number;
  readonly listener: (payment: Payment) => void;
}

/** The feed of one process, with the means to run it. */
export interface PaymentFeed extends Feed {
  /** How many pages listen. */
  size(): number;
  /** Asks the ledger once for every streamed payment whether it moved on: a lost message costs latency, never truth. */
  refresh(): Promise<void>;
  /** A payment has reached a version: it is read once if a page here has an older one. */
  changed(paymentId: string, version: number): Promise<void>;
}

/**
 * Builds the feed: who waits for which payment. A listener hears each version once, in rising order, and never an
 * older one than it has.
 */
export function createPaymentFeed(ledger: Pick<Ledger, 'changedSince'>): PaymentFeed {
  const pages = new Map<string, Set<Subscriber>>();
  let count = 0;
  /** Payments that moved on elsewhere and are about to be read, all of them at once. */
  let stale = new Set<string>();
  let reading: Promise<void> | null = null;

  const oldest = (id: string) =>
    Math.min(...[...(pages.get(id) ?? [])].map((subscriber) => subscriber.version));

  async function read(ids: Iterable<string>): Promise<void> {
    const versions = new Map([...ids].filter((id) => pages.has(id)).map((id) => [id, oldest(id)]));
    if (versions.size === 0) return;
    for (const payment of await ledger.changedSince(versions)) publish(payment);
  }

  async function readStale(): Promise<void> {
    while (stale.size > 0) {
      const ids = stale;
      stale = new Set();
      await read(ids);
    }
  }

  function publish(payment: Payment): void {
    for (const subscriber of pages.get(payment.id) ?? []) {
      if (payment.version <= subscriber.version) continue;
      subscriber.version = payment.version;
      subscriber.listener(payment);
    }
  }

  return {
    publish,
    subscribe(paymentId, version, listener) {
      const subscriber: Subscriber = { version, listener };
      const set = pages.get(paymentId) ?? new Set();
      pages.set(paymentId, set.add(subscriber));
      count += 1;
      return () => {
        if (!set.delete(subscriber)) return;
        count -= 1;
        if (set.size === 0 && pages.get(paymentId) === set) pages.delete(paymentId);
      };
    },
    size: () => count,
    refresh: () => read(pages.keys()),
    changed(paymentId, version) {
      if (!pages.has(paymentId) || oldest(paymentId) >= version) return Promise.resolve();
      stale.add(paymentId);
      reading ??= readStale().finally(() => {
        reading = null;
      });
      return reading;
    },
  };
}
