import { randomBytes } from 'node:crypto';
import { base58 } from '@scure/base';
import { coded, invalid, missingPermission, type Reply } from './errors.ts';
import { newId } from './ids.ts';
import { fieldOf, isObject, readObject } from './json-body.ts';
import type { Notifier } from './notifier.ts';
import { renderDelivery, renderWebhook } from './render.ts';
import type { ApiRequest, Route } from './router.ts';
import { deliveriesOf, type Store } from './store.ts';
import type { Delivery, Webhook } from './webhook.ts';

const MODIFY = 'btcpay.store.webhooks.canmodifywebhooks';
const MODEL = 'BTCPayServer.Controllers.Greenfield.StoreWebhookBaseData';

/** The endpoints of webhooks and their deliveries. */
export function webhookRoutes(store: Store, notifier: Notifier, changed: () => void): Route[] {
  /** Just deleted, so still in BTCPay's cache: these are 404 where unknown ones are 403. */
  const deleted = new Set<string>();
  const find = ({ params }: ApiRequest): Webhook => {
    const { webhookId: id = '' } = params;
    const webhook = store.webhooks.get(id);
    if (webhook) return webhook;
    if (deleted.has(id)) throw coded(404, 'webhook-not-found', 'The webhook was not found');
    throw missingPermission(MODIFY);
  };
  const findDelivery = (request: ApiRequest): Delivery => {
    const { deliveryId: wanted } = request.params;
    const delivery = deliveriesOf(store, find(request).id).find(({ id }) => id === wanted);
    if (!delivery) throw coded(404, 'webhookdelivery-not-found', 'The webhook delivery was not found');
    return delivery;
  };
  const keep = (webhook: Webhook): Webhook => {
    store.webhooks.set(webhook.id, webhook);
    changed();
    return webhook;
  };
  const collection = '/api/v1/stores/:storeId/webhooks';
  return [
    {
      method: 'GET',
      path: collection,
      access: MODIFY,
      run: () => ok([...store.webhooks.values()].map((webhook) => renderWebhook(webhook, false))),
    },
    {
      method: 'POST',
      path: collection,
      access: MODIFY,
      takesBody: true,
      run: ({ body }) => ok(renderWebhook(keep(parseWebhook(body, newId(), newSecret())), true)),
    },
    ...both('GET', '', (request) => ok(renderWebhook(find(request), false))),
    ...both('PUT', '', (request) => {
      const { id, secret } = find(request);
      return ok(renderWebhook(keep(parseWebhook(request.body, id, secret)), false));
    }).map((route) => ({ ...route, takesBody: true })),
    ...both('DELETE', '', (request) => {
      const { id } = find(request);
      store.webhooks.delete(id);
      deleted.add(id);
      changed();
      return { status: 200 };
    }),
    ...both('GET', '/deliveries', (request) => ok(listDeliveries(store, find(request), request.query))),
    ...both('GET', '/deliveries/:deliveryId', (request) => ok(renderDelivery(findDelivery(request)))),
    ...both('GET', '/deliveries/:deliveryId/request', (request) => ({
      status: 200,
      json: JSON.parse(findDelivery(request).body),
      contentType: 'application/json',
    })),
    ...both('POST', '/deliveries/:deliveryId/redeliver', (request) =>
      ok(notifier.redeliver(findDelivery(request))),
    ),
  ];
}

/**
 * Reads a webhook as leniently as BTCPay: any absolute URL and any event name passes.
 *
 * @param secret Kept where the body has none.
 * @throws Refusal 422.
 */
export function parseWebhook(raw: string, id: string, secret: string): Webhook {
  const body = readObject(raw, MODEL);
  const url = fieldOf(body, 'url');
  if (typeof url !== 'string' || !URL.canParse(url)) throw invalid({ path: 'Url', message: 'Invalid Url' });
  const given = fieldOf(body, 'secret');
  const events = fieldOf(body, 'authorizedEvents');
  const authorized = isObject(events) ? events : {};
  const specific = fieldOf(authorized, 'specificEvents');
  return {
    id,
    url,
    enabled: fieldOf(body, 'enabled') !== false,
    automaticRedelivery: fieldOf(body, 'automaticRedelivery') !== false,
    secret: typeof given === 'string' && given !== '' ? given : secret,
    everything: fieldOf(authorized, 'everything') !== false,
    specificEvents: Array.isArray(specific) ? specific.filter((name) => typeof name === 'string') : [],
  };
}

function listDeliveries(store: Store, webhook: Webhook, query: URLSearchParams): unknown[] {
  const newestFirst = [...deliveriesOf(store, webhook.id)].reverse();
  const count = query.get('count');
  return newestFirst.slice(0, count === null ? undefined : Number(count)).map(renderDelivery);
}

function both(method: Route['method'], path: string, run: Route['run']): Route[] {
  return ['/api/v1/stores/:storeId', '/api/v1'].map((base) => ({
    method,
    path: `${base}/webhooks/:webhookId${path}`,
    access: MODIFY,
    run,
  }));
}

/** Base58 of 16 random bytes: what BTCPay makes when none is given. */
function newSecret(): string {
  return base58.encode(randomBytes(16));
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}
