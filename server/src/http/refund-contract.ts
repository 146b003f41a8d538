import { z } from 'zod';

/** Money that goes back, as the merchant sees it. */
export const refundSchema = z
  .object({
    id: z.string(),
    /** Where the customer claims it; null while it is not known whether BTCPay made it. */
    link: z.string().nullable(),
    amount: z.string(),
    currency: z.string(),
    reason: z.string().nullable(),
    state: z.enum(['creating', 'unknown', 'created']),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Refund' });

/** Money that goes back, as the merchant sees it. */
export type WireRefund = z.infer<typeof refundSchema>;
