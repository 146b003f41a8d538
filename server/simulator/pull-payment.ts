import { randomBytes } from 'node:crypto';
import { base58 } from '@scure/base';
import { formatTrimmed, parseDecimal } from './decimal.ts';
import { coded, invalid } from './errors.ts';
import { paidMsat } from './invoices.ts';
import { fieldOf, readObject } from './json-body.ts';
import type { StoredInvoice } from './stored-invoice.ts';

/** A pull payment with everything that BTCPay shows of it. */
export interface PullPayment {
  readonly id: string;
  /** Unix seconds. */
  readonly startsAt: number;
  readonly name: string;
  readonly description: string;
  readonly currency: string;
  /** Decimal string. */
  readonly amount: string;
  readonly autoApproveClaims: boolean;
}

/** States of an expired invoice in which money may be on it. */
const PAID_LATER: readonly string[] = ['PaidLate', 'PaidOver', 'PaidPartial'];

/**
 * Makes the pull payment that refunds an invoice. Of the variants, `RateThen` and `Custom` are imitated.
 *
 * @param mayApprove Whether the key may make pull payments whose claims are paid without a look.
 * @throws Refusal 400 for an invoice that cannot be refunded, 422 for a body that breaks a rule.
 */
export function makeRefund(
  invoice: StoredInvoice,
  raw: string,
  nowMs: number,
  mayApprove: boolean,
): PullPayment {
  const body = readObject(raw, 'BTCPayServer.Client.Models.RefundInvoiceRequest');
  if (!isRefundable(invoice)) throw coded(400, 'non-refundable', 'Cannot refund this invoice');
  const text = (name: string) => {
    const value = fieldOf(body, name);
    return value === undefined || value === null ? null : String(value);
  };
  const { currency, amount } = readAmount(text, invoice);
  return {
    // As recorded: 20 bytes, longer than other ids.
    id: base58.encode(randomBytes(20)),
    startsAt: Math.floor(nowMs / 1000),
    name: text('name') ?? `Refund ${invoice.id}`,
    description: text('description') ?? '',
    currency,
    amount,
    // Only what needs no rate is paid without a look.
    autoApproveClaims: mayApprove && currency === 'BTC',
  };
}

/** A pull payment as BTCPay answers it. */
export function renderPullPayment(pullPayment: PullPayment, origin: string): Record<string, unknown> {
  const { id, startsAt, name, description, currency, amount, autoApproveClaims } = pullPayment;
  return {
    startsAt,
    expiresAt: null,
    id,
    name,
    description,
    currency,
    amount,
    BOLT11Expiration: 30,
    archived: false,
    viewLink: `${origin}/pull-payments/${id}`,
    autoApproveClaims,
  };
}

function isRefundable({ status, additionalStatus }: StoredInvoice): boolean {
  if (status === 'Expired') return PAID_LATER.includes(additionalStatus);
  return status === 'Settled' || status === 'Invalid';
}

function readAmount(
  text: (name: string) => string | null,
  invoice: StoredInvoice,
): { currency: string; amount: string } {
  if (text('refundVariant') === 'RateThen') {
    return { currency: 'BTC', amount: formatTrimmed({ units: paidMsat(invoice), scale: 11 }) };
  }
  if (text('refundVariant') !== 'Custom') {
    throw invalid({ path: 'RefundVariant', message: 'Please select a valid refund option' });
  }
  const amount = text('customAmount') ?? '';
  const value = parseDecimal(amount);
  if (value === null || value.units <= 0n) {
    throw invalid({ path: 'CustomAmount', message: 'Amount must be greater than 0' });
  }
  const currency = text('customCurrency');
  if (!currency) throw invalid({ path: 'CustomCurrency', message: 'Invalid currency' });
  return { currency, amount };
}
