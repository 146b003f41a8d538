import type { FollowPayment } from './follow-payment.ts';
import type { Payment } from './payment.ts';
import type { PaymentApi } from './payment-api.ts';
import type { Template } from './views/html.ts';

/** Whom a checkout deals with: a server, or what plays one. */
export interface Services {
  readonly api: PaymentApi;
  readonly follow: FollowPayment;
  /** What a sandbox can play with a payment. */
  readonly controls?: (payment: Payment) => Template;
  /** Style sheet of these. */
  readonly styles?: string;
}
