import { z } from 'zod';
import { amountText, text } from './contract.ts';

/** Body of `POST /v1/merchant/payments/:id/refund`. The currency is the payment's. */
export const refundBody = z.strictObject({
  /** Absent: all that can be refunded. */
  amount: amountText.optional(),
  /** For the merchant's own books: no customer sees it. */
  reason: text(200).optional(),
});
