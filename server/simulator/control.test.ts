import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { decode } from 'bolt11';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RECORDED_STORE, send } from './recordings.ts';
import { OWNER_KEY, openScene, type Scene } from './scene.ts';

const STORE = `/api/v1/stores/${RECORDED_STORE.storeId}`;
const REGTEST = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] };
const SATS = { amount: '1500', currency: 'SATS', metadata: { orderId: 'A-1' } };
const HEADERS = { Authorization: `token ${OWNER_KEY.key}`, 'Content-Type': 'application/json' };

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ timeScale: 0.001 });
});
afterEach(() => scene.close());

async function invoice(id: string): Promise<Record<string, unknown>> {
  return Object(await scene.call('GET', `${STORE}/invoices/${id}?includePaymentMethods=true`));
}

async function method(id: string): Promise<Record<string, unknown> | undefined> {
  return Object(await invoice(id)).paymentMethods[0];
}

function control(name: string, command: unknown) {
  return send(scene.base, 'POST', `/control/${name}`, {}, command);
}

function types(): string[] {
  return scene.receiver.received.map(({ body }) => JSON.parse(body).type);
}

describe('pay', () => {
  it('pays a BOLT11 in upper case and gives the preimage that BTCPay then shows', async () => {
    const id = await scene.create(SATS);
    const bolt11 = String((await method(id))?.['destination']);
    const { body } = await control('pay', { bolt11: bolt11.toUpperCase() });
    expect(body).toMatchObject({ invoiceId: id, sats: 1500 });
    expect(Object((await method(id))?.['additionalData']).preimage).toBe(Object(body).preimage);
    expect((await invoice(id))['status']).toBe('Settled');
  });

  it('refuses what is paid already, what was replaced and what nobody knows', async () => {
    const id = await scene.create(SATS);
    const first = String((await method(id))?.['destination']);
    expect((await control('pay', { invoiceId: id, sats: 500 })).status).toBe(200);
    expect((await control('pay', { bolt11: first })).status).toBe(409);
    const rest = decode(String((await method(id))?.['destination']), REGTEST);
    expect(rest.satoshis).toBe(1000);
    expect((await control('pay', { invoiceId: 'unknown' })).status).toBe(404);
    expect((await control('pay', { sums: 1 })).status).toBe(422);
  });

  it('that BTCPay missed is found at its next look at the node', async () => {
    const id = await scene.create(SATS);
    await control('node', { down: true });
    await control('pay', { invoiceId: id });
    expect((await invoice(id))['status']).toBe('New');
    await control('node', {});
    await expect.poll(async () => (await invoice(id))['status']).toBe('Settled');
  });
});

describe('webhooks', () => {
  it('drop loses events for good', async () => {
    await scene.receiver.arrived(0);
    await control('webhooks', { drop: true });
    const id = await scene.create(SATS);
    await control('pay', { invoiceId: id });
    await control('webhooks', {});
    await scene.create(SATS);
    await scene.receiver.arrived(1);
    expect(types()).toEqual(['InvoiceCreated']);
  });

  it('drop by number loses so many', async () => {
    await control('webhooks', { drop: 3 });
    await control('pay', { invoiceId: await scene.create(SATS) });
    await scene.receiver.arrived(2);
    expect(types()).toEqual(['InvoiceProcessing', 'InvoiceSettled']);
  });

  it('repeat tells each event again with fresh ids', async () => {
    await control('webhooks', { repeat: 2 });
    await scene.create(SATS);
    const received = await scene.receiver.arrived(3);
    expect(types()).toEqual(['InvoiceCreated', 'InvoiceCreated', 'InvoiceCreated']);
    expect(new Set(received.map(({ body }) => JSON.parse(body).originalDeliveryId)).size).toBe(3);
  });

  it('reverse tells the last first', async () => {
    const id = await scene.create(SATS);
    await scene.receiver.arrived(1);
    await control('webhooks', { reverse: true });
    await control('pay', { invoiceId: id });
    await scene.receiver.arrived(5);
    expect(types()).toEqual([
      'InvoiceCreated',
      'InvoiceReceivedPayment',
      'InvoicePaymentSettled',
      'InvoiceSettled',
      'InvoiceProcessing',
    ]);
  });
});

describe('down, slow and node', () => {
  it('down cuts connections until BTCPay is back', async () => {
    await control('down', { seconds: 0.05 });
    await expect(scene.call('GET', `${STORE}/invoices`)).rejects.toThrow(/hang up|ECONNRESET/);
    await expect.poll(() => scene.call('GET', `${STORE}/invoices`).catch(() => null)).toEqual([]);
  });

  it('slow leaves health as quick as it was', async () => {
    await control('slow', { ms: 600_000 });
    expect(await scene.call('GET', '/api/v1/health')).toEqual({ synchronized: true });
  });

  it('slow carries out a create although its answer never comes', async () => {
    await control('slow', { ms: 1, lose: true, times: 1 });
    await expect(scene.create(SATS)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await scene.call('GET', `${STORE}/invoices?orderId=A-1`)).toHaveLength(1);
  });

  it('slow carries out a create although the client has gone', async () => {
    await control('slow', { ms: 50, times: 1 });
    const request = httpRequest(`${scene.base}${STORE}/invoices`, { method: 'POST', headers: HEADERS });
    request.end(JSON.stringify(SATS), () => request.destroy());
    await expect(once(request, 'close')).rejects.toThrow('hang up');
    await expect.poll(() => scene.call('GET', `${STORE}/invoices?orderId=A-1`)).toHaveLength(1);
  });

  it.each([
    [{ down: true }, 'Connection refused'],
    [{ slow: 20 }, 'did not reply in a timely manner'],
  ])('a node that is %o makes a creation a 400 without an invoice', async (faults, message) => {
    await control('node', faults);
    const answer = await send(scene.base, 'POST', `${STORE}/invoices`, HEADERS, SATS);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'generic-error', message: expect.stringContaining(message) });
    await control('node', {});
    expect(await scene.call('GET', `${STORE}/invoices`)).toEqual([]);
  });

  it('a node that is down is a 503 for who asks for its view', async () => {
    await control('node', { down: true });
    const answer = await send(scene.base, 'GET', `${STORE}/lightning/BTC/invoices/x`, HEADERS, null);
    expect([answer.status, Object(answer.body).code]).toEqual([503, 'lightning-node-unavailable']);
  });
});

describe('expire and mark', () => {
  it('expire ends an invoice now, and a payment after it is late', async () => {
    const id = await scene.create(SATS);
    expect((await control('expire', { invoiceId: id })).body).toMatchObject({ status: 'Expired' });
    await control('pay', { invoiceId: id, btcpay: 'heard' });
    expect(await invoice(id)).toMatchObject({ status: 'Expired', additionalStatus: 'PaidLate' });
  });

  it('mark says no where BTCPay says no', async () => {
    const id = await scene.create(SATS);
    await control('pay', { invoiceId: id });
    expect((await control('mark', { invoiceId: id, status: 'Invalid' })).status).toBe(409);
  });
});

describe('corrupt', () => {
  const usd = { amount: '50.00', currency: 'USD', metadata: { orderId: 'A-1' } };

  it('makes the next invoice wrong, and only that one', async () => {
    await control('corrupt', { amount: '49.00', currency: 'EUR' });
    expect(await invoice(await scene.create(usd))).toMatchObject({ amount: '49.00', currency: 'EUR' });
    expect(await invoice(await scene.create(usd))).toMatchObject({ amount: '50.00', currency: 'USD' });
  });

  it('leaves out Lightning, or its BOLT11', async () => {
    await control('corrupt', { lightning: 'none' });
    expect(await invoice(await scene.create(usd))).toMatchObject({ paymentMethods: [] });
    await control('corrupt', { lightning: 'lazy' });
    expect(await method(await scene.create(usd))).toMatchObject({ activated: false, destination: null });
  });

  it('mints for another network', async () => {
    await control('corrupt', { network: 'mainnet' });
    const destination = String((await method(await scene.create(usd)))?.['destination']);
    expect(decode(destination).network?.bech32).toBe('bc');
  });

  it('claims another due than the BOLT11 asks for', async () => {
    await control('corrupt', { due: 5 });
    const found = await method(await scene.create(SATS));
    expect(found).toMatchObject({ due: '0.00000005', amount: '0.00000005' });
    expect(decode(String(found?.['destination']), REGTEST).satoshis).toBe(1500);
  });

  it('a zero amount settles by itself', async () => {
    await control('corrupt', { amount: '0' });
    const id = await scene.create(usd);
    await expect.poll(async () => (await invoice(id))['status']).toBe('Settled');
    expect(await invoice(id)).toMatchObject({ amount: '0.0', paymentMethods: [] });
  });
});

describe('control routes', () => {
  it('are not there when they are switched off', async () => {
    await scene.close();
    scene = await openScene({ controlRoutes: false });
    expect((await control('restart', {})).status).toBe(404);
  });
});
