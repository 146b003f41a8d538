import type { Channel, Senders } from '../payments/outgoing.ts';
import { createOutboxWorker, type OutboxWorkerDeps } from './outbox-worker.ts';

/** Everything that sends messages in this process. */
export interface Fulfillment {
  start(): void;
  /** A message of this channel was written. */
  wake(channel: Channel): void;
  /** See `OutboxWorker`; calling it again waits for the same end. */
  stop(): Promise<void>;
}

/** Builds a worker for each channel that is on. They share nothing: one that hangs delays no other. */
export function buildFulfillment(senders: Senders, deps: OutboxWorkerDeps): Fulfillment {
  const channels = ['webhook', 'notice', 'receipt'] as const satisfies readonly Channel[];
  const workers = new Map(
    channels.flatMap((channel) => {
      const sender = senders[channel];
      return sender === null ? [] : [[channel, createOutboxWorker(channel, sender, deps)] as const];
    }),
  );
  return {
    start() {
      for (const worker of workers.values()) worker.start();
    },
    wake: (channel) => workers.get(channel)?.wake(),
    async stop() {
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
    },
  };
}
