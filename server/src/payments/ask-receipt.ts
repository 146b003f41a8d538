import { PaymentError } from './errors.ts';
import type { Outbox } from './outgoing.ts';
import type { Payment } from './payment.ts';
import type { Clock } from './ports.ts';

/**
 * Mails the receipt of a payment to an address that its customer gives.
 *
 * @throws PaymentError `mail_not_configured`; `not_settled`; `rate_limited` when as many were asked for as one payment may
 *   send; `ledger_unavailable`.
 */
export type AskReceipt = (payment: Pick<Payment, 'id' | 'status'>, recipient: string) => Promise<void>;

/** What it stands on. */
export interface AskReceiptDeps {
  readonly ledger: Pick<Outbox, 'askReceipt'>;
  readonly clock: Clock;
  /** Whether receipts are mailed at all. */
  readonly isOn: boolean;
}

/** Receipts that one payment may send, the one asked for at its creation included: nobody can flood a mailbox with them. */
const MOST_RECEIPTS = 3;
/** That many are never forgotten; whoever asks again may do so once a day. */
const RETRY_SECONDS = 86_400;

/** Builds it. The receipt is queued when it returns; the outbox sends it. */
export function buildAskReceipt({ ledger, clock, isOn }: AskReceiptDeps): AskReceipt {
  return async ({ id, status }, recipient) => {
    if (!isOn) throw new PaymentError('mail_not_configured');
    if (status !== 'settled') throw new PaymentError('not_settled');
    const request = { paymentId: id, recipient, atMs: clock.now(), most: MOST_RECEIPTS };
    if (await ledger.askReceipt(request)) return;
    throw new PaymentError('rate_limited', {
      detail: `The receipt of a payment is mailed ${MOST_RECEIPTS} times at most.`,
      retryAfterSeconds: RETRY_SECONDS,
    });
  };
}
