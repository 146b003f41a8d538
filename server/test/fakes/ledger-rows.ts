import { deriveChange, deriveInvoiceAdded } from '../../src/payments/derive-change.ts';
import type { Payment } from '../../src/payments/payment.ts';
import type { Ledger } from '../../src/payments/ports.ts';
import { START_MS } from './clock.ts';
import { ASKED_MSAT, aNewPayment, anInvoice } from './payments.ts';
import { readingOf, received } from './readings.ts';

/** Records a payment with one invoice that waits to be paid. */
export async function recordWaiting(ledger: Ledger, change: Partial<Payment> = {}): Promise<Payment> {
  const fresh = aNewPayment();
  const payment = { ...fresh.payment, ...change };
  await ledger.recordPayment({ ...fresh, payment });
  const saved = await ledger.saveChange(deriveInvoiceAdded(payment, anInvoice(), START_MS));
  if (saved === null) throw new Error('somebody else changed it');
  return saved;
}

/** The change that full payment makes; `name` makes its payment hash. */
export function settling(payment: Payment, name = payment.id) {
  const reading = readingOf(payment, { providerStatus: 'Settled', received: [received(name, ASKED_MSAT)] });
  const change = deriveChange(payment, reading, START_MS + 60_000, 'sweep');
  if (change === null) throw new Error('nothing changed');
  return change;
}
