import type { InvoiceReading, ReceivedPayment } from '../../src/payments/invoice.ts';
import type { Payment } from '../../src/payments/payment.ts';
import { START_MS } from './clock.ts';
import { ASKED_MSAT, anInvoice, hashOf } from './payments.ts';

type Lightning = NonNullable<InvoiceReading['lightning']>;

/** The Lightning destination of a fresh invoice. */
export function aDestination(change: Partial<Lightning> = {}): Lightning {
  const { bolt11, paymentHash } = anInvoice({ id: 'inv_1' });
  return {
    request: {
      bolt11,
      paymentHash,
      network: 'regtest',
      amountMsat: change.dueMsat ?? ASKED_MSAT,
      expiresAtMs: START_MS + 61 * 60_000,
    },
    amountMsat: ASKED_MSAT,
    dueMsat: ASKED_MSAT,
    rate: '64392.23',
    ...change,
  };
}

/** What BTCPay says of a fresh invoice of 50.00 USD. */
export function aReading(change: Partial<InvoiceReading> = {}): InvoiceReading {
  return {
    invoiceId: 'inv_1',
    storeId: 'store1',
    providerStatus: 'New',
    additionalStatus: 'None',
    amount: '50.00',
    currency: 'USD',
    lightning: aDestination(),
    received: [],
    createdAtMs: START_MS,
    expirationMs: START_MS + 61 * 60_000,
    owner: { paymentId: 'pay_1', attempt: 1 },
    ...change,
  };
}

/** A reading of a payment's invoice, which still shows the BOLT11 that the ledger knows. */
export function readingOf(
  payment: Payment,
  change: Partial<InvoiceReading> = {},
  invoice = payment.invoices.at(-1) ?? anInvoice(),
): InvoiceReading {
  const { bolt11, paymentHash, expirationMs, amountMsat } = invoice;
  const paidMsat = (change.received ?? []).reduce((sum, { msat }) => sum + msat, 0n);
  const request = { ...aDestination().request, bolt11, paymentHash, amountMsat: invoice.dueMsat };
  return aReading({
    invoiceId: invoice.id,
    owner: { paymentId: payment.id, attempt: invoice.attempt },
    lightning: aDestination({ request, amountMsat, dueMsat: amountMsat - paidMsat }),
    expirationMs,
    ...change,
  });
}

/** Money that BTCPay saw, in time unless `receivedAtMs` says otherwise. */
export function received(name: string, msat: bigint, receivedAtMs = START_MS + 60_000): ReceivedPayment {
  return { id: hashOf(name), msat, receivedAtMs };
}
