import { afterEach, describe, expect, it } from 'vitest';
import { type Answering, type Receiver, startReceiver } from './receiver.ts';
import { webhooksOf } from './recordings.ts';
import type { Delivery, Notice, Webhook } from './webhook.ts';
import { RETRY_WAITS_MS, WebhookQueue } from './webhook-queue.ts';
import { postWebhook, signWebhook } from './webhook-sender.ts';

const NOTICE: Notice = {
  event: { type: 'InvoiceSettled', manuallyMarked: false, overPaid: false },
  timestamp: 1_795_444_544,
  storeId: 'store',
  invoiceId: 'invoice',
  metadata: {},
};

/** 10 s of BTCPay are 1 ms here. */
const TIME_SCALE = 0.0001;

let receiver: Receiver;
let deliveries: Delivery[];
let webhook: Webhook | undefined;
let end: () => unknown = () => {};
afterEach(() => end());

async function open(answering: Answering, change: Partial<Webhook> = {}): Promise<WebhookQueue> {
  receiver = await startReceiver(answering);
  const recorded: Delivery[] = [];
  deliveries = recorded;
  webhook = {
    id: 'hook',
    url: receiver.url,
    enabled: true,
    automaticRedelivery: true,
    secret: 'example-webhook-secret',
    everything: true,
    specificEvents: [],
    ...change,
  };
  const queue = new WebhookQueue({
    webhook: () => webhook,
    post: postWebhook,
    record: (delivery) => recorded.push(delivery),
    delayMs: () => 0,
    now: Date.now,
    timeScale: TIME_SCALE,
  });
  end = () => {
    queue.stop();
    end = () => {};
    return receiver.close();
  };
  return queue;
}

function push(queue: WebhookQueue, id: string, invoiceId = 'invoice'): void {
  queue.push({ notice: { ...NOTICE, invoiceId }, deliveryId: id, originalDeliveryId: id });
}

function bodies(): Record<string, unknown>[] {
  return receiver.received.map(({ body }) => JSON.parse(body));
}

describe('RETRY_WAITS_MS', () => {
  it('gives nine attempts in about 61 minutes', () => {
    expect(RETRY_WAITS_MS).toHaveLength(8);
    expect(RETRY_WAITS_MS.reduce((sum, ms) => sum + ms, 0)).toBe(3_670_000);
  });
});

describe('WebhookQueue', () => {
  it('tries nine times, then goes on with the next event', async () => {
    const queue = await open((_, count) => ({ status: count <= 9 ? 500 : 200 }));
    push(queue, 'A');
    push(queue, 'B');
    await receiver.arrived(10);
    expect(bodies().map(({ originalDeliveryId }) => originalDeliveryId)).toEqual([
      ...Array(9).fill('A'),
      'B',
    ]);
    expect(bodies().map(({ isRedelivery }) => isRedelivery)).toEqual([false, ...Array(8).fill(true), false]);
    expect(new Set(bodies().map(({ deliveryId }) => deliveryId)).size).toBe(10);
  });

  it.each([500, 502, 429, 408, null])('retries %s', async (status) => {
    const queue = await open((_, count) => (count > 1 ? { status: 200 } : status && { status }) || null);
    push(queue, 'A');
    await receiver.arrived(2);
    await expect.poll(() => deliveries.map(({ httpCode }) => httpCode)).toEqual([status, 200]);
  });

  it.each([400, 401, 404, 410])('takes %s for an answer', async (status) => {
    const queue = await open((_, count) => ({ status: count === 1 ? status : 200 }));
    push(queue, 'A');
    push(queue, 'B');
    await receiver.arrived(2);
    expect(bodies().map(({ originalDeliveryId }) => originalDeliveryId)).toEqual(['A', 'B']);
    await expect.poll(() => deliveries[0]?.errorMessage).toBe(`HTTP Error Code ${status}`);
  });

  it('does not retry where automatic redelivery is off', async () => {
    const queue = await open((_, count) => ({ status: count === 1 ? 500 : 200 }), {
      automaticRedelivery: false,
    });
    push(queue, 'A');
    push(queue, 'B');
    await receiver.arrived(2);
    expect(bodies().map(({ originalDeliveryId }) => originalDeliveryId)).toEqual(['A', 'B']);
  });

  it('drops what waits once the webhook is gone', async () => {
    const queue = await open(() => {
      webhook = undefined;
      return { status: 500 };
    });
    push(queue, 'A');
    push(queue, 'B');
    await expect.poll(() => deliveries.length).toBe(1);
    expect(receiver.received).toHaveLength(1);
  });

  it('loses what waits and what is in flight when it is stopped', async () => {
    const queue = await open(() => {
      queue.stop();
      return { status: 200 };
    });
    push(queue, 'A');
    push(queue, 'B');
    await receiver.arrived(1);
    await expect.poll(() => receiver.received.length).toBe(1);
    expect(deliveries).toEqual([]);
  });

  it('writes a redelivery in the order of the recorded one', async () => {
    const queue = await open(() => ({ status: 200 }));
    queue.push({ notice: NOTICE, deliveryId: 'B', originalDeliveryId: 'A' });
    await receiver.arrived(1);
    const recorded = webhooksOf('redelivery')[1];
    expect(Object.keys(bodies()[0] ?? {})).toEqual(Object.keys(JSON.parse(recorded?.rawBodyUtf8 ?? '{}')));
  });
});

describe('postWebhook', () => {
  const post = (url: string) =>
    postWebhook({ url, body: '{}', secret: 's', signal: AbortSignal.timeout(5000) });

  it.each([301, 302, 303])(
    'follows %i as a GET without body and signature, and believes its answer',
    async (status) => {
      await open((_, count) => (count === 1 ? { status, location: '/elsewhere' } : { status: 200 }));
      expect(await post(receiver.url)).toEqual({ httpCode: 200, errorMessage: null });
      const [, second] = receiver.received;
      const recorded = webhooksOf('redirect').find(({ name }) => name.endsWith('302-at-the-target'));
      expect(second?.method).toBe(recorded?.method);
      expect(second?.url).toBe('/elsewhere');
      expect(second?.headers.map(([name]) => name)).toEqual(Object.keys(recorded?.headers ?? {}));
      expect(second?.body).toBe('');
    },
  );

  it.each([307, 308])('repeats the signed POST after %i', async (status) => {
    await open((_, count) => (count === 1 ? { status, location: '/elsewhere' } : { status: 200 }));
    expect((await post(receiver.url)).httpCode).toBe(200);
    const [first, second] = receiver.received;
    expect(second).toEqual({ ...first, url: '/elsewhere' });
  });
});

describe('signWebhook', () => {
  it.each(webhooksOf('events-paid-exactly').map((recorded) => [recorded.name, recorded] as const))(
    'signs %s as BTCPay did',
    (_, { rawBodyUtf8, secret, headers }) =>
      expect(signWebhook(rawBodyUtf8, secret)).toBe(headers['BTCPay-Sig']),
  );

  it('signs text beyond ASCII by its UTF-8 bytes', () => {
    const [recorded] = webhooksOf('events-unicode-metadata');
    expect(signWebhook(recorded?.rawBodyUtf8 ?? '', recorded?.secret ?? '')).toBe(
      recorded?.headers['BTCPay-Sig'],
    );
  });
});
