import { receiptEmailBody, receiptEmailSchema } from './receipt-email-contract.ts';

type Json = Record<string, unknown>;

/** Schemas of this route, by name. */
export const RECEIPT_EMAIL_SCHEMAS = { MailReceipt: receiptEmailBody, MailedReceipt: receiptEmailSchema };

/**
 * The route by which a customer has the receipt mailed.
 *
 * @param problems What every route may answer instead.
 */
export function receiptEmailPaths(problems: Json): Json {
  const content = (name: string) => ({
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  });
  return {
    '/v1/payments/{id}/receipt-email': {
      post: {
        summary: 'Mail the receipt of a settled payment, three times at most',
        security: [{ clientSecret: [] }],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: { required: true, ...content('MailReceipt') },
        responses: {
          202: { description: 'It is on its way', ...content('MailedReceipt') },
          default: problems,
        },
      },
    },
  };
}
