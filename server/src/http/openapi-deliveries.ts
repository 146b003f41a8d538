import { z } from 'zod';
import { deliveryPageSchema, deliveryQuery } from './delivery-contract.ts';

type Json = Record<string, unknown>;

/** Schemas of these routes, by name. */
export const DELIVERY_SCHEMAS = { MerchantDeliveryPage: deliveryPageSchema };

/**
 * The routes of what the merchant and customers must hear.
 *
 * @param problems What every route may answer instead.
 */
export function deliveryPaths(problems: Json): Json {
  return {
    '/v1/merchant/deliveries': {
      get: {
        summary: 'Webhooks and mails with each try, newest first',
        security: [{ merchantKey: [] }],
        parameters: Object.entries(deliveryQuery.shape).map(([name, type]) => ({
          name,
          in: 'query',
          required: false,
          schema: schema(type),
        })),
        responses: { 200: answer('One page', 'MerchantDeliveryPage'), default: problems },
      },
    },
    '/v1/merchant/deliveries/{id}/replay': {
      post: {
        summary: 'Send it again, under the same id and with all tries; the webhook address is open again too',
        security: [{ merchantKey: [] }],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: answer('The delivery, pending again', 'MerchantDelivery'), default: problems },
      },
    },
  };
}

function schema(type: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(type, { target: 'draft-2020-12', io: 'input' });
  return rest;
}

function answer(description: string, name: string): Json {
  return {
    description,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}
