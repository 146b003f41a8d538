import type { CheckoutError } from '../errors.ts';
import type { FollowPayment } from '../follow-payment.ts';
import type { SandboxLedger } from './sandbox-ledger.ts';
import { nextChangeMs, type SandboxPayment, toPayment } from './sandbox-payment.ts';
import { PIN_MARGIN_MS, type SandboxPin } from './sandbox-pin.ts';
import type { ReadPayment } from './sandbox-reader.ts';

/**
 * Plays the server's stream: the whole payment first, then again after each change, until it is settled. Never within the
 * call that caused it, as nothing comes over a network either; and one timer a follower, none once it has stopped.
 */
export function createSandboxFollow(
  ledger: SandboxLedger,
  read: ReadPayment,
  pin: SandboxPin | null,
): FollowPayment {
  const { clock } = ledger;
  return (id, clientSecret, { onPayment, onLink, onError }) => {
    let isOver = false;
    let isLive = false;
    let disarm = () => {};
    const unwatch = ledger.watch((changed) => {
      if (changed === id) tellIn(0);
    });

    function tellIn(delayMs: number): void {
      if (isOver || pin === 'creating') return;
      disarm();
      disarm = clock.after(Math.max(0, delayMs), tell);
    }

    function tell(): void {
      let kept: SandboxPayment;
      try {
        kept = read(id, clientSecret);
      } catch (error) {
        stop();
        onError(error as CheckoutError); // a ledger throws no other
        return;
      }
      disarm(); // a change by the reading itself is told right here
      if (!isLive) onLink('live');
      isLive = true;
      if (isOver) return; // by what was just told
      const atMs = nextChangeMs(kept);
      if (kept.payment.status === 'settled') stop();
      else if (atMs !== null) tellIn(atMs - clock.now() - (pin === 'awaiting' ? PIN_MARGIN_MS : 0));
      onPayment(toPayment(kept, clock.now()));
    }

    function stop(): void {
      isOver = true;
      disarm();
      unwatch();
    }

    tellIn(0);
    return {
      nudge: () => tellIn(0),
      // Hidden it goes on, at no cost: there is no connection to give up.
      setHidden: (hidden) => {
        if (!hidden) tellIn(0);
      },
      stop,
    };
  };
}
