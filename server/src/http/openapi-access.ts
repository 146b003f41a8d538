import { z } from 'zod';

type Json = Record<string, unknown>;

/** Answer of `GET /v1/merchant/access`. */
export const merchantAccessSchema = z.object({ access: z.enum(['all', 'read']) });

/**
 * The route by which a page learns what the key that was typed into it may do.
 *
 * @param problems What every route may answer instead.
 */
export function accessPaths(problems: Json): Json {
  return {
    '/v1/merchant/access': {
      get: {
        summary: 'What this key may do: everything, or reads',
        security: [{ merchantKey: [] }],
        responses: {
          200: {
            description: 'all: `MERCHANT_API_KEY`; read: `MERCHANT_READ_KEY`',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/MerchantAccess' } } },
          },
          default: problems,
        },
      },
    },
  };
}
