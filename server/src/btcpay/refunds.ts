import * as z from 'zod';
import { PaymentError } from '../payments/errors.ts';
import { formatMoney } from '../payments/money.ts';
import type { PullPayment, Refund, RefundGateway } from '../payments/refunds.ts';
import type { Timings } from '../timings.ts';
import { parseAnswer } from './answer.ts';
import { callGreenfield, type GreenfieldOptions, type GreenfieldOutcome } from './greenfield.ts';
import { refusalSchema } from './schema.ts';

/** What refunds at BTCPay need. `apiKeys` are `BTCPAY_REFUND_API_KEY`, never the public server's. */
export interface BtcpayRefundsOptions extends GreenfieldOptions {
  readonly storeId: string;
  readonly timings: Pick<Timings, 'btcpayCreateMs' | 'btcpayListMs'>;
}

/** A store's pull payments come in one list, without pages. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

const pullPaymentSchema = z.object({
  id: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  name: z.string().nullish(),
  description: z.string().nullish(),
  amount: z.string(),
  currency: z.string(),
  // It is shown as a link.
  viewLink: z.url({ protocol: /^https?$/ }),
});
type BtcpayPullPayment = z.output<typeof pullPaymentSchema>;

/**
 * The port `RefundGateway` on a BTCPay Server, by the route that refunds an invoice: of the ways to make a pull payment it
 * is the one whose permission (`cancreatenonapprovedpullpayments`) was measured, and BTCPay shows the refund with its
 * invoice. Without `cancreatepullpayments` a claim waits for the merchant's approval at BTCPay.
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (Invoices_Refund, PullPayments_GetPullPayments)
 */
export function createBtcpayRefunds(options: BtcpayRefundsOptions): RefundGateway {
  const store = `/stores/${encodeURIComponent(options.storeId)}`;
  return {
    async createPullPayment(refund, reference) {
      const outcome = await callGreenfield(options, {
        method: 'POST',
        path: `${store}/invoices/${encodeURIComponent(refund.invoiceId)}/refund`,
        body: {
          name: nameOf(reference),
          description: `${reference} ${refund.id}`,
          payoutMethods: ['BTC-LN'],
          refundVariant: 'Custom',
          customAmount: formatMoney(refund.amount),
          customCurrency: refund.amount.currency,
        },
        signal: AbortSignal.timeout(options.timings.btcpayCreateMs),
      });
      if (mayBeMade(outcome)) {
        const made = outcome.kind === 'answer' ? pullPaymentSchema.safeParse(outcome.json) : null;
        return made?.success ? toPullPayment(made.data) : 'unknown';
      }
      if (isNonRefundable(outcome)) {
        throw new PaymentError('not_settled', { detail: 'BTCPay does not count the invoice as paid.' });
      }
      return toPullPayment(parseAnswer(outcome, pullPaymentSchema, 'store'));
    },

    async findPullPayment(refund) {
      const outcome = await callGreenfield(options, {
        method: 'GET',
        path: `${store}/pull-payments?includeArchived=true`,
        signal: AbortSignal.timeout(options.timings.btcpayListMs),
        maxBytes: MAX_LIST_BYTES,
      });
      if (outcome.kind === 'answer' && (outcome.status === 403 || outcome.status === 401)) return 'hidden';
      const listed = parseAnswer(outcome, z.array(z.unknown()), 'store');
      const ours = listed.flatMap((json) => {
        const parsed = pullPaymentSchema.safeParse(json);
        return parsed.success && isOf(parsed.data, refund) ? [toPullPayment(parsed.data)] : [];
      });
      return ours[0] ?? null;
    },
  };
}

/** BTCPay refuses names of more than 50 characters. */
function nameOf(reference: string): string {
  return `Refund ${reference}`;
}

function isOf({ description }: BtcpayPullPayment, { id }: Refund): boolean {
  return description?.split(' ').includes(id) ?? false;
}

function toPullPayment({ id, viewLink, amount, currency }: BtcpayPullPayment): PullPayment {
  return { id, link: viewLink, amount, currency };
}

/** BTCPay stores a pull payment before it ties it to its invoice: a failure of its own says nothing. */
function mayBeMade(outcome: GreenfieldOutcome): boolean {
  if (outcome.kind !== 'answer') return outcome.kind === 'no_answer';
  return outcome.status < 400 || outcome.status === 408 || outcome.status >= 500;
}

function isNonRefundable(outcome: GreenfieldOutcome): boolean {
  if (outcome.kind !== 'answer' || outcome.status !== 400) return false;
  const refusal = refusalSchema.safeParse(outcome.json);
  return refusal.success && !Array.isArray(refusal.data) && refusal.data.code === 'non-refundable';
}
