import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/fakes/clock.ts';
import { createOpenPayments } from './open-payments.ts';

function rig(inLedger: number) {
  const clock = fakeClock();
  const state = { inLedger, counts: 0 };
  const open = createOpenPayments({
    countOpen: async () => {
      state.counts += 1;
      return state.inLedger;
    },
    clock,
    timings: { openCountKeptMs: 1_000 },
  });
  return { clock, state, open };
}

describe('createOpenPayments', () => {
  it('gives the places that the ledger has left', async () => {
    const { open } = rig(3);
    expect([await open.enter(5), await open.enter(5), await open.enter(5)]).toEqual([true, true, false]);
  });

  it('gives the place of a creation that failed to the next', async () => {
    const { open } = rig(4);
    await open.enter(5);
    expect(await open.enter(5)).toBe(false);
    open.leave(false);
    expect(await open.enter(5)).toBe(true);
  });

  it('asks the ledger once a moment, and adds what was opened since', async () => {
    const { open, state, clock } = rig(0);
    for (let opened = 0; opened < 5; opened += 1) {
      expect(await open.enter(5)).toBe(true);
      open.leave(true);
    }
    expect([await open.enter(5), state.counts]).toEqual([false, 1]);
    state.inLedger = 2;
    clock.advance(1_000);
    expect([await open.enter(3), await open.enter(3), state.counts]).toEqual([true, false, 2]);
  });

  it('counts one that is opened while the ledger counts', async () => {
    const clock = fakeClock();
    let answer: (count: number) => void = () => undefined;
    const countOpen = () => new Promise<number>((resolve) => (answer = resolve));
    const open = createOpenPayments({ countOpen, clock, timings: { openCountKeptMs: 1_000 } });
    const first = open.enter(2);
    answer(0);
    expect(await first).toBe(true);
    clock.advance(1_000);
    const second = open.enter(2);
    open.leave(true);
    answer(1);
    // Once in the ledger, once since: refused for a moment rather than one too many.
    expect(await second).toBe(false);
  });

  it('shares one count between those who ask at once', async () => {
    const { open, state } = rig(0);
    await Promise.all(Array.from({ length: 20 }, () => open.enter(100)));
    expect(state.counts).toBe(1);
  });
});
