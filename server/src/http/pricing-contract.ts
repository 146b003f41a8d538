import { z } from 'zod';
import { MOST_REQUEST_SECONDS } from '../payments/signed-request.ts';
import { amountText, currencyCode, text } from './contract.ts';

/** Id of a product: what an HTML attribute and an address can hold as it is. */
export const productId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores');

/** Body of `PUT /v1/merchant/products/:id`. */
export const productBody = z
  .strictObject({
    title: text(200).min(1),
    amount: amountText,
    currency: currencyCode,
    active: z.boolean().default(true),
  })
  .meta({ id: 'PutProduct' });

/** A product as the merchant sees it. */
export const productSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    amount: z.string(),
    currency: z.string(),
    active: z.boolean(),
  })
  .meta({ id: 'Product' });

/** A product as the merchant sees it. */
export type WireProduct = z.infer<typeof productSchema>;

/** Body of `POST /v1/merchant/payment-requests`. */
export const paymentRequestBody = z
  .strictObject({
    amount: amountText,
    currency: currencyCode,
    orderId: text(64).min(1),
    description: text(200).optional(),
    expiresInSeconds: z.int().min(1).max(MOST_REQUEST_SECONDS).default(3_600),
  })
  .meta({ id: 'CreatePaymentRequest' });

/** Answer of `POST /v1/merchant/payment-requests`. */
export const paymentRequestSchema = z
  .object({ request: z.string(), expiresAt: z.iso.datetime() })
  .meta({ id: 'PaymentRequest' });

/** Answer of `POST /v1/merchant/payment-requests`. */
export type WirePaymentRequest = z.infer<typeof paymentRequestSchema>;
