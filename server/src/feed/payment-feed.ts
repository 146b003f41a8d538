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
}

/**
 * Builds the feed: who waits for which payment. A listener hears each version once, in rising order, and never an
 * older one than it has.
 */
export function createPaymentFeed(ledger: Pick<Ledger, 'changedSince'>): PaymentFeed {
  const pages = new Map<string, Set<Subscriber>>();
  let count = 0;

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
    async refresh() {
      const versions = new Map<string, number>();
      for (const [id, set] of pages) versions.set(id, Math.min(...[...set].map((entry) => entry.version)));
      if (versions.size === 0) return;
      for (const payment of await ledger.changedSince(versions)) publish(payment);
    },
  };
}
