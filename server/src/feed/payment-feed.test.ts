import { describe, expect, it } from 'vitest';
import { fakeLedger } from '../../test/fakes/fake-ledger.ts';
import { recordWaiting, settling } from '../../test/fakes/ledger-rows.ts';
import { aPayment } from '../../test/fakes/payments.ts';
import type { Payment } from '../payments/payment.ts';
import { createPaymentFeed } from './payment-feed.ts';

const nothingNew = { changedSince: async () => [] };
const at = (version: number, id = 'pay_1') => aPayment({ id, version, invoices: [] });

/** A page that remembers the versions it heard. */
function page() {
  const versions: number[] = [];
  return { versions, hear: (payment: Payment) => versions.push(payment.version) };
}

describe('feed.publish', () => {
  it('tells every page of that payment, and no other', () => {
    const feed = createPaymentFeed(nothingNew);
    const [one, two, other] = [page(), page(), page()];
    feed.subscribe('pay_1', 1, one.hear);
    feed.subscribe('pay_1', 1, two.hear);
    feed.subscribe('pay_2', 1, other.hear);
    feed.publish(at(2));
    feed.publish(at(9, 'pay_3'));
    expect([one.versions, two.versions, other.versions]).toEqual([[2], [2], []]);
  });

  it('tells each version once, in rising order, and none that the page has', () => {
    const feed = createPaymentFeed(nothingNew);
    const [early, late] = [page(), page()];
    feed.subscribe('pay_1', 1, early.hear);
    feed.subscribe('pay_1', 3, late.hear);
    for (const version of [2, 2, 4, 3, 1, 4, 5]) feed.publish(at(version));
    expect(early.versions).toEqual([2, 4, 5]);
    expect(late.versions).toEqual([4, 5]);
  });

  it('bears pages that leave or come while it tells', () => {
    const feed = createPaymentFeed(nothingNew);
    const [stays, comes] = [page(), page()];
    const leave = feed.subscribe('pay_1', 1, () => {
      leave();
      feed.subscribe('pay_1', 2, comes.hear);
    });
    feed.subscribe('pay_1', 1, stays.hear);
    feed.publish(at(2));
    feed.publish(at(3));
    expect([stays.versions, comes.versions, feed.size()]).toEqual([[2, 3], [3], 2]);
  });
});

describe('feed.subscribe', () => {
  it('leaves nothing behind once it is ended, also when it is ended twice', () => {
    const feed = createPaymentFeed(nothingNew);
    const [one, two] = [page(), page()];
    const endOne = feed.subscribe('pay_1', 1, one.hear);
    const endTwo = feed.subscribe('pay_1', 1, two.hear);
    endOne();
    endOne();
    expect(feed.size()).toBe(1);
    feed.publish(at(2));
    expect([one.versions, two.versions]).toEqual([[], [2]]);
    endTwo();
    expect(feed.size()).toBe(0);
  });

  it('keeps a later page although an earlier one of the same payment is ended again', () => {
    const feed = createPaymentFeed(nothingNew);
    const later = page();
    const end = feed.subscribe('pay_1', 1, page().hear);
    end();
    feed.subscribe('pay_1', 1, later.hear);
    end();
    feed.publish(at(2));
    expect([later.versions, feed.size()]).toEqual([[2], 1]);
  });
});

describe('feed.refresh', () => {
  it('finds what was never published', async () => {
    const ledger = fakeLedger();
    const feed = createPaymentFeed(ledger);
    const [moved, still] = [await recordWaiting(ledger), await recordWaiting(ledger)];
    const [behind, upToDate, quiet] = [page(), page(), page()];
    feed.subscribe(moved.id, 2, behind.hear);
    feed.subscribe(moved.id, 3, upToDate.hear);
    feed.subscribe(still.id, 2, quiet.hear);
    await ledger.saveChange(settling(moved));
    await feed.refresh();
    await feed.refresh();
    expect([behind.versions, upToDate.versions, quiet.versions]).toEqual([[3], [], []]);
  });

  it('asks once for all payments, with the oldest version that a page has, and not at all without pages', async () => {
    const asked: [string, number][][] = [];
    const feed = createPaymentFeed({
      changedSince: async (versions) => {
        asked.push([...versions]);
        return [];
      },
    });
    await feed.refresh();
    const ends = [5, 2, 7].map((version) => feed.subscribe('pay_1', version, page().hear));
    feed.subscribe('pay_2', 1, page().hear);
    await feed.refresh();
    for (const end of ends) end();
    await feed.refresh();
    expect(asked).toEqual([
      [
        ['pay_1', 2],
        ['pay_2', 1],
      ],
      [['pay_2', 1]],
    ]);
  });
});

describe('feed.changed', () => {
  /** A feed over a ledger where everything is at version 5, and what was asked of it. */
  function followed() {
    const asked: [string, number][][] = [];
    let answer = () => Promise.resolve();
    const feed = createPaymentFeed({
      async changedSince(versions) {
        asked.push([...versions]);
        await answer();
        return [...versions.keys()].map((id) => at(5, id));
      },
    });
    return {
      feed,
      asked,
      hold() {
        const { promise, resolve } = Promise.withResolvers<void>();
        answer = () => promise;
        return resolve;
      },
    };
  }

  it('reads a payment that a page waits for, once, and tells it', async () => {
    const { feed, asked } = followed();
    const [one, two] = [page(), page()];
    feed.subscribe('pay_1', 3, one.hear);
    feed.subscribe('pay_1', 4, two.hear);
    await feed.changed('pay_1', 5);
    expect([one.versions, two.versions, asked]).toEqual([[5], [5], [[['pay_1', 3]]]]);
  });

  it('does not ask about payments that nobody here waits for, or that are known', async () => {
    const { feed, asked } = followed();
    feed.subscribe('pay_1', 5, page().hear);
    await feed.changed('pay_1', 5);
    await feed.changed('pay_2', 9);
    expect(asked).toEqual([]);
  });

  it('reads what comes meanwhile together, and after that', async () => {
    const { feed, asked, hold } = followed();
    const pages = ['pay_1', 'pay_2', 'pay_3'].map((id) => {
      const waiting = page();
      feed.subscribe(id, 1, waiting.hear);
      return waiting;
    });
    const release = hold();
    const all = [1, 2, 3].map((number) => feed.changed(`pay_${number}`, 2));
    release();
    await Promise.all(all);
    expect(asked).toEqual([
      [['pay_1', 1]],
      [
        ['pay_2', 1],
        ['pay_3', 1],
      ],
    ]);
    expect(pages.map(({ versions }) => versions)).toEqual([[5], [5], [5]]);
  });

  it('asks again after a read that failed', async () => {
    let works = false;
    const feed = createPaymentFeed({
      async changedSince() {
        if (!works) throw new Error('no answer');
        return [at(5)];
      },
    });
    const waiting = page();
    feed.subscribe('pay_1', 1, waiting.hear);
    await expect(feed.changed('pay_1', 5)).rejects.toThrow('no answer');
    works = true;
    await feed.changed('pay_1', 5);
    expect(waiting.versions).toEqual([5]);
  });
});
