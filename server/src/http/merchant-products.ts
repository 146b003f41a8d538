import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import { formatMoney } from '../payments/money.ts';
import { readPrice } from '../payments/price-policy.ts';
import type { Product } from '../payments/product.ts';
import { productListQuery } from './books-contract.ts';
import type { AppDeps } from './deps.ts';
import { fieldErrors, readBody, smallBody } from './json-body.ts';
import { type HttpEnv, jsonOnly } from './middleware.ts';
import { productBody, productId, type WireProduct } from './pricing-contract.ts';
import { readQuery } from './query.ts';

/** Routes of the merchant's catalogue. Who may come here, the routes above them have checked. */
export function merchantProductRoutes(deps: Pick<AppDeps, 'settings' | 'catalogue'>): Hono<HttpEnv> {
  const { catalogue, settings } = deps;
  const app = new Hono<HttpEnv>();

  app.get('/', async (c) => {
    const { limit, cursor } = readQuery(c, productListQuery);
    const products = await catalogue.listProducts({
      limit,
      ...(cursor === undefined ? {} : { afterId: cursor }),
    });
    const nextCursor = products.length < limit ? null : (products.at(-1)?.id ?? null);
    c.header('Cache-Control', 'no-store');
    return c.json({ items: products.map(toWireProduct), nextCursor });
  });

  app.get('/:id', async (c) => {
    const product = await catalogue.getProduct(readId(c.req.param('id')));
    if (product === null) throw new PaymentError('not_found', { detail: 'There is no product of this id.' });
    c.header('Cache-Control', 'no-store');
    return c.json(toWireProduct(product));
  });

  app.put('/:id', jsonOnly(), smallBody(), async (c) => {
    const id = readId(c.req.param('id'));
    const { title, amount, currency, active } = await readBody(c, productBody);
    const product = { id, title, price: readPrice(settings.pricing, amount, currency), active };
    await catalogue.putProduct(product);
    c.header('Cache-Control', 'no-store');
    return c.json(toWireProduct(product));
  });

  app.delete('/:id', async (c) => {
    await catalogue.deleteProduct(readId(c.req.param('id')));
    return c.body(null, 204);
  });
  return app;
}

function readId(param: string): string {
  const id = productId.safeParse(param);
  if (id.success) return id.data;
  const errors = fieldErrors(id.error).map(({ message }) => ({ path: 'id', message }));
  throw new PaymentError('invalid_request', { errors });
}

function toWireProduct({ id, title, price, active }: Product): WireProduct {
  return { id, title, amount: formatMoney(price), currency: price.currency, active };
}
