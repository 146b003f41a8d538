import { type Clock, pageClock, pause } from './clock.ts';
import type { FollowHandlers, FollowPayment, PaymentStream } from './follow-payment.ts';
import type { PaymentApi } from './payment-api.ts';

/** Pause after a failure to load: doubles from the first to the longest, in ms. */
const FIRST_MS = 1_000;
const LONGEST_MS = 15_000;

/**
 * Makes a follower whose code comes over the network after the first code is on the screen. As long as it does not come,
 * the payment is asked for now and again: a customer who has paid must hear of it although a chunk is missing.
 *
 * @param load Gives the real follower; called again after it has failed.
 */
export function lateFollow(
  load: () => Promise<FollowPayment>,
  api: Pick<PaymentApi, 'getPayment'>,
  clock: Clock = pageClock,
): FollowPayment {
  return (id, clientSecret, handlers) => {
    const end = new AbortController();
    let isHidden = false;
    let stream: PaymentStream | undefined;
    let wake = () => {};

    async function run(failures: number): Promise<void> {
      try {
        const follow = await load();
        if (end.signal.aborted) return;
        stream = follow(id, clientSecret, handlers);
        if (isHidden) stream.setHidden(true);
      } catch {
        if (end.signal.aborted) return;
        await ask(id, clientSecret, handlers, api, end.signal);
        if (end.signal.aborted) return;
        const rest = new AbortController();
        wake = () => rest.abort();
        await pause(clock, Math.min(LONGEST_MS, FIRST_MS * 2 ** failures), rest.signal).catch(() => {});
        if (!end.signal.aborted) return run(failures + 1);
      }
    }
    void run(0);

    return {
      nudge() {
        wake();
        stream?.nudge();
      },
      setHidden(hidden) {
        isHidden = hidden;
        stream?.setHidden(hidden);
      },
      stop() {
        end.abort();
        wake();
        stream?.stop();
      },
    };
  };
}

/** One read in the place of the stream. What a broken connection hides, the next one tells. */
async function ask(
  id: string,
  clientSecret: string,
  { onLink, onPayment }: FollowHandlers,
  api: Pick<PaymentApi, 'getPayment'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const payment = await api.getPayment(id, clientSecret, signal);
    if (signal.aborted) return;
    onLink('polling');
    onPayment(payment);
  } catch {
    if (!signal.aborted) onLink('reconnecting');
  }
}
