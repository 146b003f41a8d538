import { payableInvoice } from './derive-change.ts';
import { sayTime } from './explain-events.ts';
import { currentInvoice, type Payment, type PaymentFlag } from './payment.ts';
import type { CheckTimings } from './reconcile-payments.ts';
import { showSats } from './show.ts';

const DAY_MS = 86_400_000;

const FLAGS = {
  late: 'Late: the money came after the invoice had expired. The sale may have been given up: decide whether to ship or to refund.',
  overpaid: 'Overpaid: more arrived than was asked. The surplus can be refunded.',
  underpaid: 'Underpaid: a part arrived, and nothing is to be shipped for it yet.',
  duplicate: 'Duplicate: two invoices of this payment were paid. One of them can be refunded.',
  manual: 'Manual: it counts as settled because somebody said so at BTCPay; the money is not in these books.',
  reversed: 'Reversed: somebody took the settlement back at BTCPay. The status stays; look before you ship.',
} as const satisfies Record<PaymentFlag, string>;

/** Says what a flag means for a payment. */
export function explainFlag(flag: PaymentFlag): string {
  return FLAGS[flag];
}

/**
 * Says what happens next.
 *
 * @param nowMs Unix ms.
 * @returns One or two sentences.
 */
export function explainNext(
  payment: Payment,
  nowMs: number,
  timings: Pick<CheckTimings, 'checkExpired'>,
): readonly string[] {
  const invoice = currentInvoice(payment);
  if (payment.status === 'settled')
    return ['Next: nothing is to be done; it stays settled.', ...watched(payment)];
  if (invoice === null) return ['Next: no invoice was made; the customer may try again.'];
  const watchMs = timings.checkExpired.at(-1)?.untilMs ?? 0;
  const untilMs = Math.max(...payment.invoices.map(({ expirationMs }) => expirationMs)) + watchMs;
  const days = Math.round(watchMs / DAY_MS);
  if (nowMs >= untilMs) return ['Next: BTCPay is not asked any more; a webhook would still be looked into.'];
  const payable = payableInvoice(payment, nowMs);
  if (payable !== null) {
    const due = showSats(Number(payable.dueMsat / 1_000n));
    return [
      `Next: waits until ${sayTime(payable.deadlineMs)} for ${due}; then BTCPay and the node are asked for another ${days} days whether money came after all.`,
    ];
  }
  const renewal =
    payment.paidMsat > 0n
      ? 'The customer cannot ask for a new code, as a part is paid'
      : 'The customer may ask for a new code';
  return [
    `Next: BTCPay and the node are asked until ${sayTime(untilMs)}, less and less often, whether money came after all. ${renewal}.`,
  ];
}

function watched({ invoices }: Payment): string[] {
  return invoices.some(({ status }) => status !== 'settled')
    ? ['Its other invoices stay watched for a while: one that is paid too makes it a duplicate.']
    : [];
}
