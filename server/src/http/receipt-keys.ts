import { Hono } from 'hono';
import type { Receipts } from '../payments/signed-receipt.ts';

/**
 * Route of the keys under which receipts verify, as a JWK Set that every page and every backend may read.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7517#section-8.5 (media type)
 */
export function receiptKeyRoutes(receipts: Pick<Receipts, 'publicKeys'>): Hono {
  const app = new Hono();
  app.get('/.well-known/jwks.json', async (c) => {
    const keys = await receipts.publicKeys();
    return c.body(JSON.stringify({ keys }), 200, {
      'Content-Type': 'application/jwk-set+json',
      'Cache-Control': 'public, max-age=300',
      'Access-Control-Allow-Origin': '*',
    });
  });
  return app;
}
