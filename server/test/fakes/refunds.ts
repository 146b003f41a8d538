import { formatMoney } from '../../src/payments/money.ts';
import type { Payment } from '../../src/payments/payment.ts';
import type { PullPayment, Refund, RefundGateway } from '../../src/payments/refunds.ts';
import { START_MS } from './clock.ts';
import { freshId } from './payments.ts';

/** A refund of 20.00 that a customer can claim. */
export function aRefund(payment: Pick<Payment, 'id' | 'invoices'>, change: Partial<Refund> = {}): Refund {
  return {
    id: freshId('rfd'),
    paymentId: payment.id,
    invoiceId: payment.invoices[0]?.id ?? '',
    amount: { minor: 2_000n, currency: 'USD' },
    reason: 'Cup broken',
    state: 'created',
    link: 'https://btcpay.example.com/pull-payments/p',
    createdAtMs: START_MS,
    askedAtMs: START_MS,
    claimedUntilMs: START_MS + 21_000,
    ...change,
  };
}

/** How BTCPay takes the wish for a pull payment: `lost` makes it without an answer, `gone` neither. */
export type RefundFate = 'made' | 'lost' | 'gone' | Error;

/** BTCPay's refunds in memory. */
export interface FakeRefundGateway extends RefundGateway {
  /** By refund id; more than one is the fault that all of this is against. */
  readonly made: readonly { readonly refundId: string; readonly pullPayment: PullPayment }[];
  /** What becomes of the next wishes; then each is made. */
  fates: RefundFate[];
  /** Whether the key may list; an error: the list fails. */
  sees: boolean | Error;
}

/** Builds it. */
export function fakeRefundGateway(): FakeRefundGateway {
  const made: { refundId: string; pullPayment: PullPayment }[] = [];
  return {
    made,
    fates: [],
    sees: true,
    async createPullPayment(refund) {
      const fate = this.fates.shift() ?? 'made';
      if (fate instanceof Error) throw fate;
      const id = freshId('pull');
      const link = `https://btcpay.example.com/pull-payments/${id}`;
      const pullPayment = {
        id,
        link,
        amount: formatMoney(refund.amount),
        currency: refund.amount.currency,
      };
      if (fate !== 'gone') made.push({ refundId: refund.id, pullPayment });
      return fate === 'made' ? pullPayment : 'unknown';
    },
    async findPullPayment(refund) {
      if (this.sees instanceof Error) throw this.sees;
      if (!this.sees) return 'hidden';
      return made.find(({ refundId }) => refundId === refund.id)?.pullPayment ?? null;
    },
  };
}
