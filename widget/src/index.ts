/** Public exports of the package. Importing it registers nothing; `define` does. */
export type { Phase } from './checkout-state.ts';
export { CheckoutError, type CheckoutErrorCode } from './errors.ts';
export {
  type CloseReason,
  type LightningPayEventMap,
  LpCloseEvent,
  LpCreatedEvent,
  LpErrorEvent,
  LpExpiredEvent,
  LpOpenEvent,
  LpProcessingEvent,
  LpSettledEvent,
  type PublicPayment,
} from './events.ts';
export { LightningPay } from './lightning-pay.ts';
export type { Payment, PaymentFlag, PaymentInvoice, PaymentStatus } from './payment.ts';
