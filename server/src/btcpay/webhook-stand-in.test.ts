import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../test/process/free-port.ts';
import { signBtcpayWebhook } from './webhook.ts';
import { createProbe } from './webhook-probe.ts';
import { openStandIn, type StandIn } from './webhook-stand-in.ts';

const SECRET = 'example-webhook-secret';
let standIn: StandIn | null = null;
afterEach(async () => {
  await standIn?.close();
  standIn = null;
});

async function open() {
  const port = await freePort();
  const options = { port, host: '127.0.0.1', secrets: [SECRET], invoiceId: 'inv1' };
  standIn = await openStandIn(options);
  const url = `http://127.0.0.1:${port}/webhooks/btcpay`;
  return { options, url, probe: (secret = SECRET) => createProbe(url, secret, 5_000, fetch) };
}

const delivery = (invoiceId: string, originalDeliveryId = 'd1') => ({
  deliveryId: 'd1',
  originalDeliveryId,
  webhookId: 'w1',
  isRedelivery: false,
  type: 'InvoiceInvalid',
  timestamp: 1_795_444_227,
  storeId: 'store1',
  invoiceId,
});

describe('openStandIn', () => {
  it("answers the test invoice's webhooks as the server does, and says what it knows already", async () => {
    const { probe } = await open();
    expect(standIn?.heard()).toBe(false);
    expect(await probe()(delivery('inv1'))).toMatchObject({ status: 204, repeated: false });
    expect(await probe()(delivery('inv1'))).toMatchObject({ status: 204, repeated: true });
    expect(await probe()(delivery('inv1', 'd2'))).toMatchObject({ status: 204, repeated: false });
    expect(standIn?.heard()).toBe(true);
  });

  it('leaves everything else to the server: BTCPay tries again after a 503', async () => {
    const { probe, url } = await open();
    expect(await probe()(delivery('inv2'))).toMatchObject({ status: 503, repeated: null });
    expect(await probe('another-secret')(delivery('inv1'))).toMatchObject({ status: 401, repeated: null });
    expect((await fetch(url)).status).toBe(503);
    const big = Buffer.alloc(300 * 1024, 32);
    const headers = { 'btcpay-sig': signBtcpayWebhook(big, SECRET) };
    expect((await fetch(url, { method: 'POST', body: big, headers })).status).toBe(413);
    expect(standIn?.heard()).toBe(false);
  });

  it('is not there where the port is taken, or is any', async () => {
    const { options } = await open();
    expect(await openStandIn(options)).toBeNull();
    expect(await openStandIn({ ...options, port: 0 })).toBeNull();
  });
});
