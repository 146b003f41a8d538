import { describe, expect, it, vi } from 'vitest';
import { FakeClock, flush } from '../test/fixtures/fake-clock.ts';
import { payment, settledPayment } from '../test/fixtures/payments.ts';
import type { FollowPayment } from './follow-payment.ts';
import { lateFollow } from './late-follow.ts';

const handlers = () => ({ onPayment: vi.fn(), onLink: vi.fn(), onError: vi.fn() });
const stream = () => ({ nudge: vi.fn(), setHidden: vi.fn(), stop: vi.fn() });

function setUp(loads: readonly ('fails' | 'comes')[], read = async () => payment()) {
  const clock = new FakeClock();
  const real = stream();
  const follow = vi.fn<FollowPayment>(() => real);
  const getPayment = vi.fn(read);
  let count = 0;
  const load = vi.fn(async () => {
    if (loads[count++] === 'fails') throw new TypeError('no chunk');
    return follow;
  });
  const told = handlers();
  const late = lateFollow(load, { getPayment }, clock)('pay_1', 'secret', told);
  return { clock, real, follow, getPayment, load, told, late };
}

describe('lateFollow', () => {
  it('hands over to the real follower once it has come', async () => {
    const { follow, told, getPayment, late, real } = setUp(['comes']);
    await flush();
    expect(follow).toHaveBeenCalledExactlyOnceWith('pay_1', 'secret', told);
    expect(getPayment).not.toHaveBeenCalled();
    late.nudge();
    late.setHidden(true);
    late.stop();
    expect([real.nudge, real.setHidden, real.stop].map((call) => call.mock.calls.length)).toEqual([1, 1, 1]);
  });

  it('tells it that the page was hidden meanwhile', async () => {
    const { late, real } = setUp(['comes']);
    late.setHidden(true);
    await flush();
    expect(real.setHidden).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('asks for the payment as long as it does not come, and tries again', async () => {
    const { clock, follow, told } = setUp(['fails', 'fails', 'comes'], async () => settledPayment());
    await flush();
    expect(told.onLink).toHaveBeenCalledWith('polling');
    expect(told.onPayment).toHaveBeenCalledWith(settledPayment());
    await clock.advance(1_000);
    expect(told.onPayment).toHaveBeenCalledTimes(2);
    expect(follow).not.toHaveBeenCalled();
    await clock.advance(2_000);
    expect(follow).toHaveBeenCalledTimes(1);
  });

  it('waits 15 s at most between two tries', async () => {
    const { clock, load } = setUp(Array.from({ length: 9 }, () => 'fails' as const));
    await clock.advance(1_000 + 2_000 + 4_000 + 8_000);
    expect(load).toHaveBeenCalledTimes(5);
    await clock.advance(30_000);
    expect(load).toHaveBeenCalledTimes(7);
  });

  it('says that it is reconnecting where the server does not answer either', async () => {
    const { told } = setUp(['fails'], async () => {
      throw new TypeError('offline');
    });
    await flush();
    expect(told.onLink).toHaveBeenCalledExactlyOnceWith('reconnecting');
    expect(told.onError).not.toHaveBeenCalled();
  });

  it('tries at once when the page is back', async () => {
    const { late, load, follow } = setUp(['fails', 'comes']);
    await flush();
    late.nudge();
    await flush();
    expect(load).toHaveBeenCalledTimes(2);
    expect(follow).toHaveBeenCalledTimes(1);
  });

  it('says nothing more once it is stopped', async () => {
    const { late, told, follow, clock } = setUp(['fails', 'comes']);
    late.stop();
    await flush();
    await clock.advance(60_000);
    expect(follow).not.toHaveBeenCalled();
    expect([told.onPayment, told.onLink].map((call) => call.mock.calls.length)).toEqual([0, 0]);
    expect(clock.pending).toBe(0);
  });
});
