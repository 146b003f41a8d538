import type { ClaimedMessage, Sender, SendResult } from '../../src/payments/outgoing.ts';

/** What a sender answers, made easy to write. */
export const DELIVERED: SendResult = { kind: 'delivered', status: 200, reason: null, retryAfterMs: null };
/** A failure like any other. */
export const FAILED: SendResult = { kind: 'failed', status: 500, reason: 'status', retryAfterMs: null };

/** A try that waits for its end. */
export interface Sending {
  readonly message: ClaimedMessage;
  end(result: SendResult): void;
}

/** A sender whose tries the test ends one by one. */
export interface ScriptedSender extends Sender {
  /** Every try, oldest first. */
  readonly sendings: readonly Sending[];
}

/** Builds it, with an address that can be closed. */
export function scriptedSender(endpoint: string | null = 'endpoint'): ScriptedSender {
  const sendings: Sending[] = [];
  return {
    endpoint,
    sendings,
    send: (message) => new Promise((resolve) => sendings.push({ message, end: resolve })),
  };
}
