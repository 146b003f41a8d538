import { z } from 'zod';
import { createPaymentBody } from './contract.ts';

/** Body of `POST /v1/payments/:id/receipt-email`. */
export const receiptEmailBody = z.strictObject({ email: createPaymentBody.shape.email.unwrap() });

/** Its answer: the mail goes out as soon as the mail server takes it. */
export const receiptEmailSchema = z.object({ queued: z.literal(true) });
