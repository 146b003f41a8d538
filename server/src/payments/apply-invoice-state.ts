import { acceptStray } from './accept-invoice.ts';
import type { SeenBy } from './change.ts';
import { deriveChange, deriveInvoiceAdded, replacementFault } from './derive-change.ts';
import { PaymentError } from './errors.ts';
import type { InvoiceReading } from './invoice.ts';
import { type MailRules, withMail } from './outgoing.ts';
import type { Payment } from './payment.ts';
import type { Alerts, Clock, Counters, Feed, Gateway, Ledger, Random } from './ports.ts';
import { withReceipt } from './receipt.ts';

/** What `applyInvoiceState` stands on. */
export interface ApplyInvoiceStateDeps {
  readonly ledger: Ledger;
  readonly gateway: Gateway;
  readonly feed: Feed;
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly random: Random;
  readonly mail: MailRules;
  readonly storeId: string;
}

/** What came of it: `changed` and `unchanged` are done, `unknown_invoice` is none of ours. */
export type Applied =
  | { readonly kind: 'changed' | 'unchanged'; readonly payment: Payment }
  | { readonly kind: 'unknown_invoice' };

/**
 * Reads one invoice at BTCPay and records what is new. Repeating it is a no-op.
 *
 * @param seenBy Who asks for the reading; it stands in the rows that follow.
 * @param ownerId Payment that the invoice says it belongs to: a hint for one that we never heard was made.
 */
export type ApplyInvoiceState = (
  invoiceId: string,
  seenBy: SeenBy,
  ownerId?: string | null,
) => Promise<Applied>;

/** Records what is new in a reading of one of a payment's invoices; where nothing is, the ledger is not asked. */
export type ApplyReading = (
  known: Payment,
  reading: InvoiceReading,
  seenBy: SeenBy,
) => Promise<Exclude<Applied, { kind: 'unknown_invoice' }>>;

/** Tries when other writers are faster: each conflict means that somebody else recorded something. */
const MOST_CONFLICTS = 10;

/**
 * Builds the one path by which money reaches the ledger. A webhook is only a hint: what counts is the reading.
 *
 * The returned function throws PaymentError `gateway_unavailable`, `gateway_bad_answer`, `invoice_unknown` (ours, but
 * BTCPay does not know it) or `ledger_unavailable`.
 */
export function buildApplyInvoiceState(deps: ApplyInvoiceStateDeps): ApplyInvoiceState {
  return async (invoiceId, seenBy, ownerId = null) => {
    const known = await deps.ledger.findByInvoice(invoiceId);
    const owner = known === null && ownerId !== null ? await deps.ledger.getPayment(ownerId) : null;
    if (known === null && owner === null) return { kind: 'unknown_invoice' };
    const reading = await deps.gateway.readInvoice(invoiceId);
    const payment = known ?? (owner && (await adoptStray(deps, owner, reading)));
    return payment === null ? { kind: 'unknown_invoice' } : store(deps, payment, reading, seenBy);
  };
}

/** Records an invoice with money on it that BTCPay made after its creation had been given up. */
async function adoptStray(
  { ledger, alerts, clock, storeId }: ApplyInvoiceStateDeps,
  owner: Payment,
  reading: InvoiceReading,
): Promise<Payment | null> {
  const invoice = acceptStray(reading, owner, storeId);
  if (invoice === null) return null;
  const nowMs = clock.now();
  const saved = await ledger.saveChange(deriveInvoiceAdded(owner, invoice, nowMs));
  if (saved === null)
    throw new PaymentError('ledger_unavailable', { cause: new Error(`${owner.reference} moved on`) });
  alerts.raise('stray_invoice_paid', { reference: owner.reference, invoiceId: invoice.id });
  return saved;
}

/** Builds the second half of that path, for whoever read many invoices at once. Throws PaymentError `ledger_unavailable`. */
export function buildApplyReading(deps: StoreDeps): ApplyReading {
  return (known, reading, seenBy) => store(deps, known, reading, seenBy);
}

type StoreDeps = Omit<ApplyInvoiceStateDeps, 'gateway' | 'storeId'>;

async function store(
  deps: StoreDeps,
  known: Payment,
  reading: InvoiceReading,
  seenBy: SeenBy,
): Promise<Exclude<Applied, { kind: 'unknown_invoice' }>> {
  let payment = known;
  for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts += 1) {
    const fault = replacementFault(payment, reading);
    if (fault !== null) deps.alerts.raise('invoice_refused', { reference: payment.reference, reason: fault });
    const change = deriveChange(payment, reading, deps.clock.now(), seenBy);
    if (change === null) return { kind: 'unchanged', payment };
    const saved = await deps.ledger.saveChange(withMail(withReceipt(change, deps.random), deps.mail));
    if (saved !== null) {
      deps.feed.publish(saved);
      announce(deps, payment, saved);
      return { kind: 'changed', payment: saved };
    }
    payment = (await deps.ledger.getPayment(payment.id)) ?? payment;
  }
  throw new PaymentError('ledger_unavailable', {
    cause: new Error(`${payment.reference} changes without end`),
  });
}

function announce(
  { alerts, counters }: Pick<ApplyInvoiceStateDeps, 'alerts' | 'counters'>,
  before: Payment,
  after: Payment,
): void {
  if (after.status !== before.status) counters.add(`payment_${after.status}`);
  if (after.flags.includes('reversed') && !before.flags.includes('reversed')) {
    alerts.raise('payment_reversed', { reference: after.reference });
  }
}
