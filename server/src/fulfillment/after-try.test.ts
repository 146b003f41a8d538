import { describe, expect, it } from 'vitest';
import type { SendResult } from '../payments/outgoing.ts';
import { afterTry, tooOld } from './after-try.ts';

const WAITS = [0, 100, 1_000];
const FAILED: SendResult = { kind: 'failed', status: 500, reason: 'status', retryAfterMs: null };

const judge = (result: Partial<SendResult>, failures = 0, endedAtMs = 10_050) =>
  afterTry(
    { id: 'evt_1', failures },
    {
      result: { ...FAILED, ...result },
      startedAtMs: 10_000,
      endedAtMs,
      leaseUntilMs: 70_000,
      chance: 0.5,
    },
    WAITS,
  );

describe('afterTry', () => {
  it.each([
    ['a delivery ends it', { kind: 'delivered', status: 204, reason: null }, 0, 'delivered', null, null],
    ['the first failure waits', {}, 0, 'pending', 10_150, 'status'],
    ['the second waits longer', {}, 1, 'pending', 11_050, 'status'],
    ['the last one is the end', {}, 2, 'dead', null, 'status'],
    ['so is one past the end', {}, 7, 'dead', null, 'status'],
    ['it waits as long as it is asked to', { retryAfterMs: 400 }, 0, 'pending', 10_450, 'status'],
    ['an asked wait brings no dead one back', { retryAfterMs: 400 }, 2, 'dead', null, 'status'],
    ['an address that is gone has it wait', { kind: 'gone', status: 410 }, 0, 'pending', 10_050, 'status'],
    ['also where no try is left', { kind: 'gone', status: 410 }, 9, 'pending', 10_050, 'status'],
    [
      'nobody to send it to ends it',
      { kind: 'forgotten', status: null, reason: null },
      0,
      'dead',
      null,
      'forgotten',
    ],
  ] as const)('%s', (_, result, failures, state, nextAttemptMs, reason) => {
    expect(judge(result, failures)).toMatchObject({
      id: 'evt_1',
      leaseUntilMs: 70_000,
      atMs: 10_000,
      durationMs: 50,
      state,
      nextAttemptMs,
      reason,
    });
  });

  it('takes no time where the clock was set back meanwhile', () => {
    expect(judge({}, 0, 9_000).durationMs).toBe(0);
  });
});

describe('tooOld', () => {
  it('ends a message that nobody tried to send', () => {
    expect(tooOld({ id: 'evt_1' }, 10_000, 70_000)).toMatchObject({
      state: 'dead',
      reason: 'too_old',
      status: null,
      leaseUntilMs: 70_000,
    });
  });
});
