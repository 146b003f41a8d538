import { z } from 'zod';
import { text } from './contract.ts';
import { productSchema } from './pricing-contract.ts';

const time = z.iso.datetime();

/** Query of `GET /v1/merchant/summary`. */
export const summaryQuery = z.strictObject({ from: time.optional(), to: time.optional() });

/** Answer of `GET /v1/merchant/summary`: what settled, by days of UTC and currencies, oldest first. */
export const summarySchema = z
  .object({
    days: z.array(
      z.object({
        day: z.iso.date(),
        currency: z.string(),
        count: z.int().min(1),
        amount: z.string(),
        paidSats: z.int().min(0),
      }),
    ),
  })
  .meta({ id: 'MerchantSummary' });

/** Query of `GET /v1/merchant/products`. */
export const productListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: text(64).optional(),
});

/** Answer of `GET /v1/merchant/products`. */
export const productPageSchema = z
  .object({ items: z.array(productSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'ProductPage' });

/** Answer of `GET /v1/merchant/payments/:id/explain`. */
export const explanationSchema = z
  .object({
    reference: z.string(),
    lines: z.array(z.object({ at: time.nullable(), text: z.string() })),
  })
  .meta({ id: 'PaymentExplanation' });
