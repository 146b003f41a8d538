import type { InvoiceReading } from '../../src/payments/invoice.ts';
import type { Clock } from '../../src/payments/ports.ts';
import { type FakeGateway, fakeGateway } from '../fakes/fake-gateway.ts';

/** Money that arrived on an invoice, whoever knows of it. */
export interface Money {
  readonly msat: bigint;
  readonly atMs: number;
}

/** BTCPay and its node, which do what the real ones can do and nothing else; what they cannot do does not happen. */
export interface Btcpay {
  readonly gateway: FakeGateway;
  /** Every invoice as it stands, oldest first. */
  readonly invoices: readonly InvoiceReading[];
  /** A customer pays a BOLT11: once, and not after BTCPay replaced it. */
  pay(bolt11: string, sum: 'exact' | 'part' | 'over' | 'unseen'): void;
  /** BTCPay learns of a payment that only its node knew of. */
  discover(bolt11: string): void;
  expire(invoiceId: string): void;
  mark(invoiceId: string, as: 'Settled' | 'Invalid'): void;
  /** All that arrived on an invoice, oldest first. */
  moneyOf(invoiceId: string): readonly Money[];
  /** The merchant's last word on it was Invalid. */
  isTakenBack(invoiceId: string): boolean;
  /** Invoices that ended, or whose money came, before the trouble was over. */
  readonly touched: ReadonlySet<string>;
  /** Invoices that were once settled by hand. */
  readonly everMarkedSettled: ReadonlySet<string>;
}

const PART_MSAT = 30_000_000n;

/** Builds it, without invoices. */
export function btcpay(clock: Clock): Btcpay {
  const gateway = fakeGateway(clock);
  /** By BOLT11: a BOLT11 is paid once. */
  const paid = new Map<string, Money & { readonly invoiceId: string; isSeen: boolean }>();
  const everMarkedSettled = new Set<string>();
  const touched = new Set<string>();
  const asking = (bolt11: string) =>
    gateway.invoices.find(({ lightning }) => lightning?.request.bolt11 === bolt11);
  const reading = (invoiceId: string) => gateway.invoices.find((one) => one.invoiceId === invoiceId);

  /** BTCPay changes nothing but the money of an invoice that was marked by hand (FACTS section 5). */
  function see(invoice: InvoiceReading, money: Money): void {
    gateway.pay(invoice.invoiceId, money.msat, money.atMs);
    if (invoice.additionalStatus === 'Marked') {
      gateway.corrupt(invoice.invoiceId, { additionalStatus: 'Marked' });
    }
  }

  return {
    gateway,
    get invoices() {
      return gateway.invoices;
    },
    pay(bolt11, sum) {
      const invoice = asking(bolt11);
      if (invoice?.lightning === null || invoice === undefined || paid.has(bolt11)) return;
      touched.add(invoice.invoiceId);
      const { dueMsat } = invoice.lightning;
      const part = dueMsat > PART_MSAT ? PART_MSAT : dueMsat;
      const msat = sum === 'part' ? part : sum === 'over' ? dueMsat * 2n : dueMsat;
      const money = { msat, atMs: clock.now() };
      const isSeen = sum !== 'unseen';
      paid.set(bolt11, { ...money, invoiceId: invoice.invoiceId, isSeen });
      if (isSeen) see(invoice, money);
      else gateway.payUnseen(invoice.invoiceId);
    },
    discover(bolt11) {
      const money = paid.get(bolt11);
      const invoice = asking(bolt11);
      if (money === undefined || money.isSeen || invoice === undefined) return;
      money.isSeen = true;
      see(invoice, money);
    },
    expire(invoiceId) {
      touched.add(invoiceId);
      gateway.expire(invoiceId);
    },
    mark(invoiceId, as) {
      const invoice = reading(invoiceId);
      if (invoice === undefined) return;
      const { providerStatus: status, additionalStatus } = invoice;
      const isMarked = additionalStatus === 'Marked';
      if (status === 'Settled' && !isMarked) return;
      if (status === as || (status === 'Invalid' && as === 'Invalid')) return;
      touched.add(invoiceId);
      gateway.mark(invoiceId, as);
      if (as === 'Settled') everMarkedSettled.add(invoiceId);
    },
    moneyOf: (invoiceId) => [...paid.values()].filter((one) => one.invoiceId === invoiceId),
    isTakenBack(invoiceId) {
      const { providerStatus, additionalStatus } = reading(invoiceId) ?? {};
      return providerStatus === 'Invalid' && additionalStatus === 'Marked';
    },
    touched,
    everMarkedSettled,
  };
}
