import { explainEvent } from './explain-events.ts';
import { explainMessage } from './explain-messages.ts';
import { explainFlag, explainNext } from './explain-outlook.ts';
import type { ExplainedLine } from './explained-line.ts';
import type { PaymentHistory, StoredWebhook } from './ports.ts';
import type { CheckTimings } from './reconcile-payments.ts';

/**
 * Tells a payment's story from what the ledger knows: what was seen, from where and when; what the merchant and the
 * customer were told; then what its flags mean, and what happens next. Pure.
 *
 * @param nowMs Unix ms.
 * @param timings How long its invoices are watched.
 * @returns What happened, oldest first; then what is true now.
 */
export function explainPayment(
  history: PaymentHistory,
  nowMs: number,
  timings: Pick<CheckTimings, 'checkExpired'>,
): readonly ExplainedLine[] {
  const { payment, events, outbox, webhooks } = history;
  const happened = [
    ...webhooks.map(explainWebhook),
    ...events.map((event) => ({ atMs: event.atMs, text: explainEvent(event, payment) })),
    ...outbox.flatMap((message) => explainMessage(message, nowMs)),
  ];
  // Stable: of one moment the webhook comes before what it made known, and that before what was told.
  const ordered = happened.sort((a, b) => (a.atMs ?? nowMs) - (b.atMs ?? nowMs));
  const now = [...payment.flags.map(explainFlag), ...explainNext(payment, nowMs, timings)];
  return [...ordered, ...now.map((text) => ({ atMs: null, text }))];
}

const OUTCOMES = {
  applied: 'the invoice was read back from BTCPay',
  pending: 'it waits to be looked into',
  parked: 'it was set aside',
} as const;

function explainWebhook({ type, atMs, state, reason }: StoredWebhook): ExplainedLine {
  const why = reason === null ? '' : ` (${reason})`;
  return { atMs, text: `BTCPay's webhook ${type} came; ${OUTCOMES[state]}${why}.` };
}
