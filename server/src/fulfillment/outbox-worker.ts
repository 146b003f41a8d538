import type {
  AttemptOutcome,
  Channel,
  ClaimedMessage,
  Outbox,
  Sender,
  SendResult,
} from '../payments/outgoing.ts';
import type { Alerts, Clock, Counters, Random } from '../payments/ports.ts';
import { afterTry, tooOld } from './after-try.ts';
import { scheduleLengthMs } from './retry-schedule.ts';

/** What a worker stands on, beside its channel. */
export interface OutboxWorkerDeps {
  readonly outbox: Pick<Outbox, 'claimMessages' | 'recordAttempt' | 'closeEndpoint'>;
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: {
    readonly outboxPollMs: number;
    readonly outboxLeaseMs: number;
    readonly deliveryWaitsMs: readonly number[];
    readonly shutdownGraceMs: number;
  };
}

/** Sends the messages of one channel. */
export interface OutboxWorker {
  /** Begins to look for messages, at once and then every `outboxPollMs`. */
  start(): void;
  /** Looks at once: a message was written. */
  wake(): void;
  /**
   * Takes no more messages, and waits for those in flight, `shutdownGraceMs` at most. What is cut then is sent again
   * after its lease, under the same id.
   */
  stop(): Promise<void>;
}

/** Messages of a channel that one process sends at once. */
const MOST_AT_ONCE = 8;

/** A sender promises not to throw; one that does must not take the others with it. */
const THROWN: SendResult = { kind: 'failed', status: null, reason: 'internal_error', retryAfterMs: null };

/**
 * Builds the worker of a channel. A message is claimed for the length of a lease, sent, and what came of it written
 * down; one that was not written down, as the process or the database died, is sent again after its lease: at least
 * once, under an id by which the other side knows it.
 */
export function createOutboxWorker(channel: Channel, sender: Sender, deps: OutboxWorkerDeps): OutboxWorker {
  const { outbox, alerts, counters, clock, random, timings } = deps;
  const { outboxPollMs, outboxLeaseMs, deliveryWaitsMs, shutdownGraceMs } = timings;
  const longestMs = scheduleLengthMs(deliveryWaitsMs);
  const inFlight = new Map<string, Promise<void>>();
  let taking: Promise<void> | null = null;
  let isWanted = false;
  let stopping: Promise<void> | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;

  function wake(): void {
    isWanted = true;
    if (stopping !== null || inFlight.size >= MOST_AT_ONCE) return;
    taking ??= take()
      .catch(() => counters.add(`outbox_${channel}_claim_failed`))
      .finally(() => {
        taking = null;
        if (isWanted && stopping === null && inFlight.size < MOST_AT_ONCE) wake();
      });
  }

  /** Claims as many messages as can be sent now, until no more are due. */
  async function take(): Promise<void> {
    let retired = 0;
    try {
      while (isWanted && stopping === null && inFlight.size < MOST_AT_ONCE) {
        isWanted = false;
        const limit = MOST_AT_ONCE - inFlight.size;
        const nowMs = clock.now();
        const leaseUntilMs = nowMs + outboxLeaseMs;
        const { endpoint } = sender;
        const claimed = await outbox.claimMessages({ channel, endpoint, nowMs, leaseUntilMs, limit });
        isWanted ||= claimed.length === limit;
        for (const message of claimed) {
          // In flight past its lease: whatever comes of that is written down first.
          if (inFlight.has(message.id)) continue;
          if (message.attempts.length > 0 || nowMs - message.dueMs <= longestMs)
            launch(message, leaseUntilMs);
          else if (await outbox.recordAttempt(tooOld(message, nowMs, leaseUntilMs))) retired += 1;
        }
      }
    } finally {
      if (retired > 0) alerts.raise('delivery_too_old', { channel, count: retired });
    }
  }

  function launch(message: ClaimedMessage, leaseUntilMs: number): void {
    const sending = deliver(message, leaseUntilMs).finally(() => {
      inFlight.delete(message.id);
      if (isWanted) wake();
    });
    inFlight.set(message.id, sending);
  }

  async function sendOnce(message: ClaimedMessage): Promise<SendResult> {
    try {
      return await sender.send(message);
    } catch {
      return THROWN;
    }
  }

  async function deliver(message: ClaimedMessage, leaseUntilMs: number): Promise<void> {
    const startedAtMs = clock.now();
    const result = await sendOnce(message);
    const endedAtMs = clock.now();
    const chance = (random.bytes(1)[0] ?? 0) / 256;
    const outcome = afterTry(
      message,
      { result, startedAtMs, endedAtMs, leaseUntilMs, chance },
      deliveryWaitsMs,
    );
    // The message keeps its place until the ledger knows: otherwise it would be sent again after its lease.
    while (!(await isWritten(message, outcome, result.kind)) && stopping === null) {
      await new Promise((resolve) => setTimeout(resolve, outboxPollMs));
    }
  }

  async function isWritten(
    message: ClaimedMessage,
    outcome: AttemptOutcome,
    kind: SendResult['kind'],
  ): Promise<boolean> {
    try {
      // First, or the message would be claimed again for the same address.
      if (kind === 'gone' && sender.endpoint !== null) {
        const isFirst = await outbox.closeEndpoint(sender.endpoint, outcome.atMs);
        if (isFirst) alerts.raise('endpoint_closed', { channel });
      }
      const hasMoved = await outbox.recordAttempt(outcome);
      counters.add(`outbox_${channel}_${kind}`);
      if (hasMoved && kind === 'failed' && outcome.state === 'dead') {
        const { id, type, payment, failures } = message;
        const { reference } = payment;
        alerts.raise('delivery_dead', { channel, messageId: id, reference, type, tries: failures + 1 });
      }
      return true;
    } catch {
      counters.add(`outbox_${channel}_record_failed`);
      return false;
    }
  }

  async function finish(): Promise<void> {
    clearInterval(timer);
    let limit: ReturnType<typeof setTimeout> | undefined;
    const isOver = new Promise((resolve) => {
      limit = setTimeout(resolve, shutdownGraceMs);
    });
    const isDone = Promise.resolve(taking).then(() => Promise.all(inFlight.values()));
    await Promise.race([isDone, isOver]);
    clearTimeout(limit);
  }

  return {
    start() {
      timer = setInterval(wake, outboxPollMs);
      wake();
    },
    wake,
    stop() {
      stopping ??= finish();
      return stopping;
    },
  };
}
