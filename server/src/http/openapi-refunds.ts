type Json = Record<string, unknown>;

/**
 * The route by which money goes back.
 *
 * @param problems What every route may answer instead.
 */
export function refundPaths(problems: Json): Json {
  return {
    '/v1/merchant/payments/{id}/refund': {
      post: {
        summary:
          'Give money back: a link where the customer claims it. Without an amount, all that can be refunded',
        security: [{ merchantKey: [] }],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: 'The same key always gives the same refund',
            required: true,
            schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22,255}$' },
          },
        ],
        requestBody: { required: true, ...json('CreateRefund') },
        responses: {
          201: { description: 'The refund, or the same one again', ...json('Refund') },
          default: problems,
        },
      },
    },
  };
}

function json(name: string): Json {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } };
}
