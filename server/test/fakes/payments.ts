import { createHash } from 'node:crypto';
import type { Invoice } from '../../src/payments/invoice.ts';
import type { Payment } from '../../src/payments/payment.ts';
import type { NewPayment } from '../../src/payments/ports.ts';
import { START_MS } from './clock.ts';

/** 77,650 sats: what 50.00 USD ask in these tests. */
export const ASKED_MSAT = 77_650_000n;

let count = 0;

/** An id that no other test has. */
export function freshId(prefix: string): string {
  count += 1;
  return `${prefix}_${process.pid}_${Date.now().toString(36)}_${count}`;
}

/** Hex SHA-256: a made-up payment hash, or the hash of a made-up key. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An invoice of one hour that nobody has paid. */
export function anInvoice(change: Partial<Invoice> = {}): Invoice {
  const id = change.id ?? freshId('inv');
  return {
    id,
    attempt: 1,
    status: 'new',
    bolt11: `lnbcrt_${id}_1`,
    paymentHash: hashOf(`${id}_1`),
    amountMsat: ASKED_MSAT,
    dueMsat: ASKED_MSAT,
    paidMsat: 0n,
    rate: '64392.23',
    expirationMs: START_MS + 61 * 60_000,
    expiresAtMs: START_MS + 60 * 60_000,
    deadlineMs: START_MS + 60 * 60_000,
    createdAtMs: START_MS,
    ...change,
  };
}

/** A payment of 50.00 USD that waits on its one invoice. */
export function aPayment(change: Partial<Payment> = {}): Payment {
  const id = change.id ?? freshId('pay');
  return {
    id,
    reference: referenceOf(id),
    status: 'new',
    flags: [],
    version: 2,
    pricedBy: 'open',
    price: { minor: 5_000n, currency: 'USD' },
    paidMsat: 0n,
    orderId: 'A-1',
    description: 'Two cups',
    email: 'buyer@example.com',
    metadata: { size: 'L' },
    network: 'regtest',
    createdAtMs: START_MS,
    settledAtMs: null,
    receiptToken: null,
    invoices: change.invoices ?? [anInvoice()],
    ...change,
  };
}

/** A payment that is about to be recorded, with its key. */
export function aNewPayment(change: Partial<NewPayment> = {}): NewPayment {
  return {
    payment: aPayment({ version: 1, invoices: [] }),
    keyHash: hashOf(freshId('key')),
    requestHash: hashOf('request'),
    keyExpiresAtMs: START_MS + 24 * 3_600_000,
    claimedUntilMs: START_MS + 21_000,
    ...change,
  };
}

/** A well-formed reference that follows from a payment's id. */
function referenceOf(id: string): string {
  const letters = hashOf(id).slice(0, 8).toUpperCase();
  return `LP-${letters.slice(0, 4)}-${letters.slice(4)}`;
}
