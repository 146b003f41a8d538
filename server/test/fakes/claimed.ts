import type { ClaimedMessage } from '../../src/payments/outgoing.ts';
import type { Payment } from '../../src/payments/payment.ts';
import { START_MS } from './clock.ts';
import { ASKED_MSAT, anInvoice, aPayment } from './payments.ts';

/** A payment that settled five minutes after its making, in full. */
export function aSettledPayment(change: Partial<Payment> = {}): Payment {
  return aPayment({
    status: 'settled',
    version: 3,
    paidMsat: ASKED_MSAT,
    settledAtMs: START_MS + 300_000,
    receiptToken: `rcp_${'a'.repeat(22)}`,
    invoices: [anInvoice({ status: 'settled', paidMsat: ASKED_MSAT })],
    ...change,
  });
}

/** A message about it that is to be sent now: the receipt to its customer unless another is asked for. */
export function aClaimedMessage(
  payment: Payment = aSettledPayment(),
  change: Partial<ClaimedMessage> = {},
): ClaimedMessage {
  const atMs = payment.settledAtMs ?? START_MS;
  return {
    id: 'msg_1',
    paymentId: payment.id,
    channel: 'receipt',
    type: 'receipt',
    cause: payment.id,
    atMs,
    recipient: payment.email,
    state: 'pending',
    failures: 0,
    nextAttemptMs: atMs + 60_000,
    attempts: [],
    dueMs: atMs,
    payment,
    ...change,
  };
}
