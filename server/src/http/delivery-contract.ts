import { z } from 'zod';
import { merchantDeliverySchema, text } from './contract.ts';

/** Query of `GET /v1/merchant/deliveries`. */
export const deliveryQuery = z.strictObject({
  state: z.enum(['pending', 'delivered', 'dead']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: text(64).optional(),
});

/** Answer of `GET /v1/merchant/deliveries`, newest first. */
export const deliveryPageSchema = z
  .object({ items: z.array(merchantDeliverySchema), nextCursor: z.string().nullable() })
  .meta({ id: 'MerchantDeliveryPage' });

/** Answer of `GET /v1/merchant/deliveries`. */
export type DeliveryPage = z.infer<typeof deliveryPageSchema>;
