import { Hono } from 'hono';
import { PaymentError } from '../payments/errors.ts';
import type { Outbox } from '../payments/outgoing.ts';
import type { Clock } from '../payments/ports.ts';
import { type DeliveryPage, deliveryQuery } from './delivery-contract.ts';
import type { HttpEnv } from './middleware.ts';
import { toDelivery } from './payment-view.ts';
import { readQuery } from './query.ts';

const MESSAGE_ID = /^[\w-]{1,100}$/;

/** What these routes stand on. */
export interface MerchantDeliveryDeps {
  readonly ledger: Pick<Outbox, 'listMessages' | 'replayMessage'>;
  readonly clock: Clock;
}

/** Routes of what the merchant and customers must hear. Who may come here, the routes above them have checked. */
export function merchantDeliveryRoutes({ ledger, clock }: MerchantDeliveryDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.get('/', async (c) => {
    const { state, limit, cursor } = readQuery(c, deliveryQuery);
    const messages = await ledger.listMessages({
      limit,
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { afterId: cursor }),
    });
    const nextCursor = messages.length < limit ? null : (messages.at(-1)?.id ?? null);
    c.header('Cache-Control', 'no-store');
    return c.json({ items: messages.map(toDelivery), nextCursor } satisfies DeliveryPage);
  });

  app.post('/:id/replay', async (c) => {
    const id = c.req.param('id');
    const message = MESSAGE_ID.test(id) ? await ledger.replayMessage(id, clock.now()) : null;
    if (message === null) {
      const detail = 'There is no delivery of this id, or nobody to send it to any more.';
      throw new PaymentError('not_found', { detail });
    }
    c.header('Cache-Control', 'no-store');
    return c.json(toDelivery(message));
  });
  return app;
}
