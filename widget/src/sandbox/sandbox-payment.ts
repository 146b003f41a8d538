import type { Payment, PaymentFlag, PaymentStatus } from '../payment.ts';
import type { SandboxInvoice } from './sandbox-invoice.ts';

/** A payment as the sandbox keeps it. */
export interface SandboxPayment {
  readonly payment: Omit<Payment, 'invoice' | 'clientSecret'>;
  readonly clientSecret: string;
  /** The newest; what it asks for is what is still due. */
  readonly invoice: SandboxInvoice;
  /** When `processing` ends, by the monotonic clock; null: never, or not in it. */
  readonly settlesAtMs: number | null;
}

/** The payment as the server would answer it now, without its secret. */
export function toPayment({ payment, invoice }: SandboxPayment, nowMs: number): Payment {
  const { endsAtMs, ...shown } = invoice;
  const expiresInSeconds = Math.ceil((endsAtMs - nowMs) / 1000);
  const isPayable = payment.status === 'new' && endsAtMs > nowMs;
  return { ...payment, invoice: isPayable ? { ...shown, expiresInSeconds } : null };
}

/** When time alone changes the payment next, by the monotonic clock; null where it does not. */
export function nextChangeMs({ payment, invoice, settlesAtMs }: SandboxPayment): number | null {
  return payment.status === 'new' ? invoice.endsAtMs : settlesAtMs;
}

/** The payment with another status, one version later; the same where it has that status. */
export function withStatus(
  kept: SandboxPayment,
  status: PaymentStatus,
  settlesAtMs: number | null = null,
): SandboxPayment {
  if (kept.payment.status === status) return kept;
  return { ...kept, settlesAtMs, payment: { ...kept.payment, status, version: kept.payment.version + 1 } };
}

/** The payment with a fresh invoice, one version later; it can be paid again. */
export function withInvoice(kept: SandboxPayment, invoice: SandboxInvoice): SandboxPayment {
  const { version } = kept.payment;
  return {
    ...kept,
    invoice,
    settlesAtMs: null,
    payment: { ...kept.payment, status: 'new', version: version + 1 },
  };
}

/**
 * Takes money in, whatever the status: an old code still counts. More than is due settles it as overpaid, after the end as
 * late; less leaves it underpaid, with the remainder due. A settled one is paid no second time.
 *
 * @param sats Whole satoshis.
 * @param at RFC 3339, of the settlement.
 * @param mintRemainder Makes the invoice of what is left.
 */
export function receive(
  kept: SandboxPayment,
  sats: number,
  at: string,
  mintRemainder: (amountSats: number) => SandboxInvoice,
): SandboxPayment {
  const { payment, invoice } = kept;
  if (payment.status === 'settled') return kept;
  const paidSats = payment.paidSats + sats;
  const version = payment.version + 1;
  const left = invoice.amountSats - sats;
  const flagged = (flag: PaymentFlag, holds: boolean) => {
    const others = payment.flags.filter((known) => known !== flag);
    return { ...payment, version, paidSats, flags: holds ? [...others, flag] : others };
  };
  if (left > 0) return { ...kept, payment: flagged('underpaid', true), invoice: mintRemainder(left) };
  const { flags } = flagged('underpaid', false);
  const late = payment.status === 'expired' ? ['late'] : [];
  const overpaid = left < 0 ? ['overpaid'] : [];
  return {
    ...kept,
    settlesAtMs: null,
    payment: {
      ...payment,
      version,
      paidSats,
      status: 'settled',
      settledAt: at,
      flags: [...flags, ...late, ...overpaid],
    },
  };
}
