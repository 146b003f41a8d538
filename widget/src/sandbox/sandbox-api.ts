import { CheckoutError } from '../errors.ts';
import type { Payment } from '../payment.ts';
import type { PaymentApi } from '../payment-api.ts';
import type { SandboxLedger } from './sandbox-ledger.ts';
import { type SandboxPayment, toPayment, withInvoice } from './sandbox-payment.ts';
import type { SandboxPin } from './sandbox-pin.ts';
import type { ReadPayment } from './sandbox-reader.ts';

/**
 * Plays the server's calls, with its answers and its errors by code. Creation and renewal always answer with a code: a
 * pinned phase begins with what is read or followed after, as it would at a real server. Pinned to `creating`, nothing is
 * ever answered.
 */
export function createSandboxApi(
  ledger: SandboxLedger,
  read: ReadPayment,
  pin: SandboxPin | null,
): PaymentApi {
  async function answer(signal: AbortSignal, run: () => Payment): Promise<Payment> {
    signal.throwIfAborted();
    if (pin === 'creating') await aborted(signal);
    return run();
  }
  const shown = (kept: SandboxPayment) => toPayment(kept, ledger.clock.now());

  return {
    createPayment: (input, idempotencyKey, signal) =>
      answer(signal, () => {
        const kept = ledger.create(input, idempotencyKey);
        return { ...shown(kept), clientSecret: kept.clientSecret };
      }),
    getPayment: (id, clientSecret, signal) => answer(signal, () => shown(read(id, clientSecret))),
    renewPayment: (id, clientSecret, signal) =>
      answer(signal, () => {
        const { payment } = ledger.find(id, clientSecret);
        if (payment.status === 'settled') throw new CheckoutError('already_settled');
        if (payment.paidSats > 0) throw new CheckoutError('partially_paid');
        const isOver = payment.status === 'expired' || payment.status === 'invalid';
        return shown(
          ledger.change(id, (kept) => (isOver ? withInvoice(kept, ledger.freshInvoice(kept)) : kept)),
        );
      }),
  };
}

/** Never ends but by the signal. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}
