import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnectionPool, type PooledConnection } from './connection-pool.ts';

/** A connection whose answers the test gives. */
class Hand implements PooledConnection {
  readonly answers: { resolve(value: unknown): void; reject(error: unknown): void }[] = [];
  state = 'open';
  call(): Promise<unknown> {
    return new Promise((resolve, reject) => this.answers.push({ resolve, reject }));
  }
  outlives(error: unknown): boolean {
    return error instanceof RangeError;
  }
  destroy(): void {
    this.state = 'destroyed';
  }
  async end(): Promise<void> {
    this.state = 'ended';
  }
}

function pool(change: { size?: number; mostWaiting?: number } = {}) {
  const made: Hand[] = [];
  const connection = createConnectionPool({
    open() {
      const hand = new Hand();
      made.push(hand);
      return hand;
    },
    size: 2,
    mostWaiting: 3,
    callMs: 900,
    ...change,
  });
  const call = () => connection.call('lp_check', {});
  return { made, call, close: () => connection.close() };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('createConnectionPool', () => {
  it('makes a connection when one is needed, and uses an idle one first', async () => {
    const { made, call } = pool();
    const first = call();
    expect(made).toHaveLength(1);
    made[0]?.answers[0]?.resolve(1);
    expect(await first).toBe(1);
    void call();
    expect(made).toHaveLength(1);
    void call();
    expect(made).toHaveLength(2);
  });

  it('lets calls wait in order when every connection is busy', async () => {
    const { made, call } = pool({ size: 1 });
    const calls = [call(), call(), call()];
    for (const index of [0, 1, 2]) {
      made[0]?.answers[index]?.resolve(index);
      expect(await calls[index]).toBe(index);
    }
    expect(made).toHaveLength(1);
  });

  it('fails a call at the deadline, also one that only waited, and goes on with fresh connections', async () => {
    const { made, call } = pool({ size: 1 });
    const calls = [call(), call()].map((one) => one.catch((error: Error) => error.message));
    await vi.advanceTimersByTimeAsync(899);
    const later = call();
    await vi.advanceTimersByTimeAsync(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all(calls)).toEqual(Array(2).fill('the database gave no answer within 900 ms'));
    expect(made.map(({ state }) => state)).toEqual(['destroyed', 'open']);
    made[1]?.answers[0]?.resolve('late but good');
    expect(await later).toBe('late but good');
  });

  it('drops the idle ones with one that gave no answer: they may have died with it', async () => {
    const { made, call } = pool();
    const calls = [call(), call()];
    for (const hand of made) hand.answers[0]?.resolve(null);
    await Promise.all(calls);
    const lost = call().catch((error: Error) => error);
    await vi.advanceTimersByTimeAsync(900);
    expect(await lost).toBeInstanceOf(Error);
    expect(made.map(({ state }) => state)).toEqual(['destroyed', 'destroyed']);
  });

  it.each([
    ['keeps a connection after an error of the statement', new RangeError('bad'), 'open', 1],
    ['replaces a connection that broke', new Error('reset'), 'destroyed', 2],
  ])('%s', async (_, error, state, count) => {
    const { made, call } = pool();
    const failed = call();
    made[0]?.answers[0]?.reject(error);
    await expect(failed).rejects.toBe(error);
    void call();
    expect([made[0]?.state, made.length]).toEqual([state, count]);
  });

  it('refuses at once what is more than may wait', async () => {
    const { call } = pool({ size: 1, mostWaiting: 1 });
    void call().catch(() => {});
    void call().catch(() => {});
    await expect(call()).rejects.toThrow('too many calls wait');
    await vi.advanceTimersByTimeAsync(900);
  });

  it('does not bring a connection back that answers after its deadline', async () => {
    const { made, call } = pool({ size: 1 });
    const lost = call().catch(() => 'lost');
    await vi.advanceTimersByTimeAsync(900);
    expect(await lost).toBe('lost');
    made[0]?.answers[0]?.resolve('too late');
    await vi.advanceTimersByTimeAsync(0);
    void call().catch(() => {});
    expect(made).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(900);
  });

  it('waits for what is under way before it closes', async () => {
    const { made, call, close } = pool();
    const last = call();
    const closed = close();
    await vi.advanceTimersByTimeAsync(0);
    expect(made[0]?.state).toBe('open');
    made[0]?.answers[0]?.resolve('done');
    expect(await last).toBe('done');
    await closed;
    expect(made[0]?.state).toBe('ended');
  });
});
