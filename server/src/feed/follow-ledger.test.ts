import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordingCounters } from '../../test/fakes/recording-counters.ts';
import type { ChangeNotices } from '../payments/ports.ts';
import { followLedger } from './follow-ledger.ts';
import type { PaymentFeed } from './payment-feed.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A feed that says what it was told, and notices that the test sends. */
function setUp(withNotices: boolean) {
  const told: string[] = [];
  let works = true;
  const feed: PaymentFeed = {
    publish() {},
    subscribe: () => () => {},
    size: () => 0,
    async refresh() {
      told.push('refresh');
      if (!works) throw new Error('no answer');
    },
    async changed(id, version) {
      told.push(`${id} ${version}`);
      if (!works) throw new Error('no answer');
    },
  };
  let send: Parameters<ChangeNotices['start']> = [() => {}, () => {}];
  const notices = {
    live: true,
    start(...listeners: typeof send) {
      send = listeners;
    },
    async stop() {
      told.push('stopped');
    },
  };
  const counters = recordingCounters();
  const following = followLedger({
    feed,
    notices: withNotices ? notices : null,
    counters,
    timings: { feedRefreshMs: 1_500, feedPollMs: 100 },
  });
  const fail = () => {
    works = false;
  };
  return {
    told,
    notices,
    counters,
    following,
    fail,
    change: () => send[0]('pay_1', 3),
    gap: () => send[1](),
  };
}

describe('followLedger', () => {
  it('asks at its interval, and no more often while news come', async () => {
    for (const withNotices of [true, false]) {
      const { told } = setUp(withNotices);
      await vi.advanceTimersByTimeAsync(3_000);
      expect(told).toEqual(['refresh', 'refresh']);
    }
  });

  it('asks much more often while no news can come', async () => {
    const { told, notices } = setUp(true);
    notices.live = false;
    await vi.advanceTimersByTimeAsync(1_000);
    notices.live = true;
    await vi.advanceTimersByTimeAsync(400);
    expect(told).toEqual(Array(10).fill('refresh'));
  });

  it('hands each change on, and asks once after a gap', async () => {
    const { told, change, gap } = setUp(true);
    change();
    gap();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['pay_1 3', 'refresh']);
  });

  it('counts what failed, and goes on', async () => {
    const { counters, fail, change, gap } = setUp(true);
    fail();
    change();
    gap();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(counters.count('feed_refresh_failed')).toBe(3);
  });

  it('leaves nothing behind once it is stopped', async () => {
    const { told, following } = setUp(true);
    await following.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual(['stopped']);
  });
});
