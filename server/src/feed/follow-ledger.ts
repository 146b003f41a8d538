import type { ChangeNotices, Counters } from '../payments/ports.ts';
import { type Repetition, repeat } from '../timings.ts';
import type { PaymentFeed } from './payment-feed.ts';

/** What keeps a feed up with changes that other processes made. */
export interface FollowDeps {
  readonly feed: PaymentFeed;
  /** Null where the ledger has one process only. */
  readonly notices: ChangeNotices | null;
  readonly counters: Counters;
  readonly timings: { readonly feedRefreshMs: number; readonly feedPollMs: number };
}

/**
 * Keeps the feed up with the ledger: by notices at once, by one question after each gap between notices, by one every
 * `feedPollMs` while none can come, and by one every `feedRefreshMs` in any case.
 */
export function followLedger({ feed, notices, counters, timings }: FollowDeps): Repetition {
  const failed = () => counters.add('feed_refresh_failed');
  const refresh = () => void feed.refresh().catch(failed);
  const repetitions = [repeat(timings.feedRefreshMs, feed.refresh, failed)];
  if (notices !== null) {
    const poll = async () => {
      if (!notices.live) await feed.refresh();
    };
    repetitions.push(repeat(timings.feedPollMs, poll, failed));
    notices.start((paymentId, version) => void feed.changed(paymentId, version).catch(failed), refresh);
  }
  return {
    async stop() {
      await notices?.stop();
      await Promise.all(repetitions.map((repetition) => repetition.stop()));
    },
  };
}
