import { afterEach, describe, expect, it } from 'vitest';
import { CASES, type Case } from './recorded-cases.ts';
import { exchange, normalise, shapeOf, webhooksOf } from './recordings.ts';
import { openScene, type Scene } from './scene.ts';
import { signWebhook } from './webhook-sender.ts';

let scene: Scene;
afterEach(() => scene.close());

async function play({ create, steps }: Case): Promise<string> {
  scene = await openScene();
  const invoiceId = await scene.create(create);
  for (const step of steps) await step(scene, invoiceId);
  return invoiceId;
}

describe('reading an invoice', () => {
  const reads = Object.entries(CASES).flatMap(([title, found]) =>
    (found.reads ?? []).map((read) => [title, read, found] as const),
  );

  it.each(reads)('%s: %s', async (_, read, found) => {
    const invoiceId = await play(found);
    const recorded = exchange(read);
    const reference = read.startsWith('lightning/') ? await paymentHashOf(invoiceId) : invoiceId;
    const path = recorded.request.path.replace(/invoices\/[^/?]+/, `invoices/${reference}`);
    const answer = await scene.call(recorded.request.method, path);
    expect(shapeOf(answer)).toBe(shapeOf(recorded.response.body));
  });
});

describe('webhooks of an invoice', () => {
  const told = Object.entries(CASES).flatMap(([title, found]) =>
    found.events ? [[title, found.events, found] as const] : [],
  );

  it.each(told)('%s: %s', async (_, events, found) => {
    const recorded = webhooksOf(events);
    await play(found);
    const received = await scene.receiver.arrived(recorded.length);
    expect(received.map(({ body }) => normalise(body))).toEqual(
      recorded.map(({ rawBodyUtf8 }) => normalise(rawBodyUtf8)),
    );
    for (const [index, { headers, body }] of received.entries()) {
      expect(headers.map(([name]) => name)).toEqual(Object.keys(recorded[index]?.headers ?? {}));
      const given = Object.fromEntries(headers);
      expect(given['User-Agent']).toBe(recorded[index]?.headers['User-Agent']);
      expect(given['BTCPay-Sig']).toBe(signWebhook(body, 'example-webhook-secret'));
    }
  });
});

async function paymentHashOf(invoiceId: string): Promise<string> {
  const [method] = Object(await scene.call('GET', `/api/v1/invoices/${invoiceId}/payment-methods`));
  return method.additionalData.paymentHash;
}
