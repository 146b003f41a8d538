import type { Channel } from '../payments/outgoing.ts';
import type { Ledger } from '../payments/ports.ts';

/** Wraps a ledger so that what this process writes to the outbox is sent at once, not at the next look. */
export function wakeOnMessages(ledger: Ledger, wake: (channel: Channel) => void): Ledger {
  return {
    ...ledger,
    async saveChange(change) {
      const saved = await ledger.saveChange(change);
      if (saved !== null)
        for (const channel of new Set(change.outbox.map((one) => one.channel))) wake(channel);
      return saved;
    },
    async askReceipt(request) {
      const isQueued = await ledger.askReceipt(request);
      if (isQueued) wake('receipt');
      return isQueued;
    },
    async replayMessage(id, nowMs) {
      const message = await ledger.replayMessage(id, nowMs);
      if (message !== null) wake(message.channel);
      return message;
    },
  };
}
