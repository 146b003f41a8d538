import type { AttemptOutcome, ClaimedMessage, SendResult } from '../payments/outgoing.ts';
import { nextTry } from './retry-schedule.ts';

/** A try that is over. */
export interface FinishedTry {
  readonly result: SendResult;
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** As the message was claimed, Unix ms. */
  readonly leaseUntilMs: number;
  /** From 0, below 1: see `nextTry`. */
  readonly chance: number;
}

/**
 * Judges a try: what is written down of it, and what follows.
 *
 * @param waitsMs The schedule: see `nextTry`.
 */
export function afterTry(
  message: Pick<ClaimedMessage, 'id' | 'failures'>,
  { result, startedAtMs, endedAtMs, leaseUntilMs, chance }: FinishedTry,
  waitsMs: readonly number[],
): AttemptOutcome {
  const attempt = {
    id: message.id,
    leaseUntilMs,
    atMs: startedAtMs,
    // A clock may be set back meanwhile.
    durationMs: Math.max(0, endedAtMs - startedAtMs),
    status: result.status,
  };
  const { kind, retryAfterMs } = result;
  if (kind === 'delivered') return { ...attempt, reason: null, state: 'delivered', nextAttemptMs: null };
  const reason = result.reason ?? kind;
  if (kind === 'forgotten') return { ...attempt, reason, state: 'dead', nextAttemptMs: null };
  // It is the address that is at fault, not the message: it waits until there is another, or somebody replays.
  if (kind === 'gone') return { ...attempt, reason, state: 'pending', nextAttemptMs: endedAtMs };
  const failures = message.failures + 1;
  const nextAttemptMs = nextTry(waitsMs, { failures, atMs: endedAtMs, retryAfterMs, chance });
  return { ...attempt, reason, state: nextAttemptMs === null ? 'dead' : 'pending', nextAttemptMs };
}

/**
 * Judges a message that nobody tried to send since it became due longer ago than the whole schedule: its channel was
 * off, and news so old would surprise. Somebody who wants it sent replays it.
 */
export function tooOld(
  message: Pick<ClaimedMessage, 'id'>,
  nowMs: number,
  leaseUntilMs: number,
): AttemptOutcome {
  return {
    id: message.id,
    leaseUntilMs,
    atMs: nowMs,
    durationMs: 0,
    status: null,
    reason: 'too_old',
    state: 'dead',
    nextAttemptMs: null,
  };
}
