import type * as z from 'zod';
import { PaymentError, type PaymentErrorCode } from '../payments/errors.ts';
import type { GreenfieldOutcome } from './greenfield.ts';
import { refusalSchema } from './schema.ts';

const MAX_EXCERPT_CHARACTERS = 300;

/** What a call is about: BTCPay answers 403 for an unknown invoice, and for a key or a store that is wrong. */
export type AnswerSubject = 'invoice' | 'store';

/**
 * Takes the good answer out of a call's outcome. BTCPay's words go into the error's `cause` only.
 *
 * @returns What the schema made of the answer.
 * @throws PaymentError `gateway_unavailable` without an answer, and on 400, 408, 429, 5xx, and on a 401, 403 or 404 that
 *   is not of BTCPay's own making (a proxy's page); `gateway_forbidden` on BTCPay's 401, and on its 403 and 404 that are
 *   not about an invoice; `invoice_unknown` on the other 403 and 404; `gateway_bad_answer` for every other status and for an answer without the expected shape.
 */
export function parseAnswer<Schema extends z.ZodType>(
  outcome: GreenfieldOutcome,
  schema: Schema,
  subject: AnswerSubject,
): z.output<Schema> {
  if (outcome.kind !== 'answer') throw new PaymentError('gateway_unavailable', { cause: outcome.cause });
  const { status, json } = outcome;
  if (status < 200 || status > 299) {
    const cause = new Error(describeAnswer(status, json));
    throw new PaymentError(refusalCode(status, json, subject), { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new PaymentError('gateway_bad_answer', { cause: parsed.error });
  return parsed.data;
}

/**
 * Says for the log what BTCPay answered: status and its own error text, cut. Bodies that are not BTCPay's refusals are
 * left out, since they may hold anything.
 */
export function describeAnswer(status: number, json: unknown): string {
  const refusal = refusalSchema.safeParse(json);
  if (!refusal.success) return `BTCPay answered ${status}`;
  const words = Array.isArray(refusal.data)
    ? refusal.data.map(({ path, message }) => `${path}: ${message}`).join('; ')
    : `${refusal.data.code}: ${refusal.data.message}`;
  return `BTCPay answered ${status} ${words.slice(0, MAX_EXCERPT_CHARACTERS)}`;
}

function refusalCode(status: number, json: unknown, subject: AnswerSubject): PaymentErrorCode {
  // A proxy before BTCPay refuses in words of its own: that is no news about our key or the invoice.
  const ofBtcpay = refusalSchema.safeParse(json).success;
  if (status === 401 && ofBtcpay) return 'gateway_forbidden';
  if (status === 403 || status === 404) {
    if (!ofBtcpay) return 'gateway_unavailable';
    return subject === 'invoice' ? 'invoice_unknown' : 'gateway_forbidden';
  }
  const passing = [400, 401, 408, 429].includes(status) || status >= 500;
  return passing ? 'gateway_unavailable' : 'gateway_bad_answer';
}
