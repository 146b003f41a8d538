import { z } from 'zod';
import {
  explanationSchema,
  productListQuery,
  productPageSchema,
  summaryQuery,
  summarySchema,
} from './books-contract.ts';
import { exportQuery } from './payment-query.ts';

type Json = Record<string, unknown>;

/** Schemas of these routes, by name. */
export const BOOK_SCHEMAS = {
  MerchantSummary: summarySchema,
  ProductPage: productPageSchema,
  PaymentExplanation: explanationSchema,
};

const security = [{ merchantKey: [] }];
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/**
 * The routes of the merchant's books: export, sums, the catalogue's list, a payment's story and its customer's data.
 *
 * @param problems What every route may answer instead.
 */
export function bookPaths(problems: Json): Json {
  return {
    '/v1/merchant/payments.csv': {
      get: {
        summary: 'Payments as CSV (RFC 4180), newest first, streamed: all that the filters let through',
        security,
        parameters: query(exportQuery),
        responses: {
          200: {
            description: 'The file; one that breaks off is not whole',
            content: { 'text/csv': { schema: { type: 'string' } } },
          },
          default: problems,
        },
      },
    },
    '/v1/merchant/summary': {
      get: {
        summary: 'What settled, by days of UTC and currencies, oldest first; 366 days at most',
        security,
        parameters: query(summaryQuery),
        responses: {
          200: answer('The days on which something settled', 'MerchantSummary'),
          default: problems,
        },
      },
    },
    '/v1/merchant/products': {
      get: {
        summary: 'Products by their ids',
        security,
        parameters: query(productListQuery),
        responses: { 200: answer('One page', 'ProductPage'), default: problems },
      },
    },
    '/v1/merchant/payments/{id}/explain': {
      get: {
        summary: "A payment's story in plain sentences, from the ledger",
        security,
        parameters: [ID],
        responses: { 200: answer('The story', 'PaymentExplanation'), default: problems },
      },
    },
    '/v1/merchant/payments/{id}/personal-data': {
      delete: {
        summary: "Blank the customer's e-mail, metadata and description; amounts stay",
        security,
        parameters: [ID],
        responses: { 204: { description: 'Nothing of it is there any more' }, default: problems },
      },
    },
  };
}

function query(type: z.ZodObject): Json[] {
  return Object.entries(type.shape).map(([name, field]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(field, { target: 'draft-2020-12', io: 'input' });
    return { name, in: 'query', required: false, schema };
  });
}

function answer(description: string, name: string): Json {
  return {
    description,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}
