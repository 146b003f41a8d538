import { sayTime } from './explain-events.ts';
import type { ExplainedLine } from './explained-line.ts';
import type { Attempt, Channel, Message } from './outgoing.ts';

const WHO = {
  webhook: 'the shop, by webhook',
  notice: 'the merchant, by mail',
  receipt: 'the customer, by mail',
} as const satisfies Record<Channel, string>;

/**
 * Says what became of a message: each try, and what follows.
 *
 * @returns At least one line.
 */
export function explainMessage(message: Message, nowMs: number): ExplainedLine[] {
  const { type, channel, atMs, attempts } = message;
  const what = `${type} to ${WHO[channel]}`;
  const tries = attempts.map((attempt, index) => explainTry(attempt, what, index + 1));
  const follows = explainState(message, what, nowMs);
  const queued = { atMs, text: `To be told: ${what} (${message.id}).` };
  return [queued, ...tries, ...(follows === null ? [] : [{ atMs: null, text: follows }])];
}

function explainTry(
  { atMs, durationMs, status, reason }: Attempt,
  what: string,
  number: number,
): ExplainedLine {
  const answer = status === null ? 'no answer came' : `the answer was ${status}`;
  const text =
    reason === null
      ? `Told: ${what}, on try ${number}; ${answer}, after ${durationMs} ms.`
      : `Try ${number} of ${what} failed (${reason}); ${answer}.`;
  return { atMs, text };
}

/** Null where nothing is left to say. */
function explainState(message: Message, what: string, nowMs: number): string | null {
  const { state, nextAttemptMs, attempts, channel, recipient } = message;
  if (state === 'delivered')
    return attempts.length > 0 ? null : `${what}: told; its tries are forgotten by now.`;
  if (state === 'dead') {
    return channel === 'receipt' && recipient === null
      ? `${what}: not sent any more, as its address is deleted.`
      : `${what}: given up after ${attempts.length} ${attempts.length === 1 ? 'try' : 'tries'}; a replay sends it again.`;
  }
  return nextAttemptMs === null || nextAttemptMs <= nowMs
    ? `${what}: waits to be sent; nothing is sent where that channel is off.`
    : `${what}: is tried next at ${sayTime(nextAttemptMs)}.`;
}
