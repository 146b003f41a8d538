import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'bolt11';
import { afterEach, describe, expect, it } from 'vitest';
import { RECORDED_STORE } from './recordings.ts';
import { openScene, type Scene } from './scene.ts';
import { createSimulator, DEFAULT_EVENTS } from './simulator.ts';

const STORE = `/api/v1/stores/${RECORDED_STORE.storeId}`;
const REGTEST = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] };

const scenes: Scene[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function open(options: Parameters<typeof openScene>[0] = {}): Promise<Scene> {
  const scene = await openScene(options);
  scenes.push(scene);
  return scene;
}

describe('an invoice over HTTP', () => {
  it('asks for the amount rounded up to a whole sat, in a BOLT11 signed by the node', async () => {
    const scene = await open({ rates: { USD: '64392.23' } });
    const id = await scene.create({ amount: '50.00', currency: 'USD', metadata: { orderId: 'LP-1' } });
    const answer = Object(await scene.call('GET', `${STORE}/invoices/${id}?includePaymentMethods=true`));
    const [method] = answer.paymentMethods;
    const decoded = decode(method.destination, REGTEST);
    expect(decoded.payeeNodeKey).toBe(scene.simulator.nodeId);
    expect(decoded.satoshis).toBe(77_650);
    expect(method).toMatchObject({ due: '0.0007765', rate: '64392.23' });
    expect(decoded.tags.find(({ tagName }) => tagName === 'description')?.data).toBe(
      'Paid to Example Store (Order ID: LP-1)',
    );
    const early = answer.expirationTime - (decoded.timeExpireDate ?? 0);
    expect([0, 1]).toContain(early);
  });

  it('expires by itself, and tells so', async () => {
    const scene = await open({ timeScale: 0.01, expirationScale: 0.001 });
    await scene.create({ amount: '1500', currency: 'SATS' });
    const received = await scene.receiver.arrived(2);
    expect(received.map(({ body }) => JSON.parse(body).type)).toEqual(['InvoiceCreated', 'InvoiceExpired']);
  });
});

describe('createSimulator', () => {
  it('remembers node, invoices, payments and webhooks in its folder', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'simulator-'));
    folders.push(dataDir);
    const first = await open({ dataDir });
    const id = await first.create({ amount: '1500', currency: 'SATS' });
    const unpaid = await first.create({ amount: '2500', currency: 'SATS' });
    first.simulator.pay({ invoiceId: id, sats: 700 });
    const path = `/api/v1/invoices/${id}/payment-methods`;
    const before = await first.call('GET', path);
    await first.simulator.close();
    const second = await open({ dataDir });
    expect(second.simulator.nodeId).toBe(first.simulator.nodeId);
    expect(await second.call('GET', path)).toEqual(before);
    expect(second.simulator.pay({ invoiceId: unpaid }).sats).toBe(2500);
    expect(await second.call('GET', `/api/v1/invoices/${unpaid}`)).toMatchObject({ status: 'Settled' });
    expect(await second.call('GET', `${STORE}/webhooks`)).toHaveLength(2);
  });

  it('registers the webhook of its options once, without InvoiceCreated', async () => {
    const webhook = { url: 'http://127.0.0.1:1/', secret: 'example-webhook-secret' };
    const scene = await open({ webhook });
    const [registered] = Object(await scene.call('GET', `${STORE}/webhooks`));
    expect(registered).toMatchObject({ id: scene.simulator.webhookId, url: webhook.url });
    expect(registered.authorizedEvents).toEqual({ everything: false, specificEvents: DEFAULT_EVENTS });
  });

  it('tells who wants to know of each exchange', async () => {
    const seen: string[] = [];
    const scene = await open({
      onExchange: ({ method, path, status }) => seen.push(`${method} ${path} ${status}`),
    });
    await scene.call('GET', '/api/v1/health');
    expect(seen.at(-1)).toBe('GET /api/v1/health 200');
  });

  it('ends with connections open', async () => {
    const simulator = createSimulator({ ...RECORDED_STORE, apiKeys: [] });
    const base = await simulator.listen(0);
    expect((await fetch(`${base}/api/v1/health`)).status).toBe(200);
    await simulator.close();
    await expect(fetch(`${base}/api/v1/health`)).rejects.toThrow();
  });
});
