import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop } from '../../../examples/merchant-server/shop.ts';
import { dummySecret } from '../required-env.ts';
import { expectInvariants } from './invariants.ts';
import type { HeardWebhook } from './merchant-endpoint.ts';
import { READ_KEY } from './rig.ts';
import { type Selling, startSelling, WEBHOOK_SECRET } from './selling.ts';

describe('a webhook whose answer is lost', { timeout: 30_000 }, () => {
  let selling: Selling;
  let shop: Shop;
  beforeAll(async () => {
    selling = await startSelling({ factor: 3_600 });
    shop = await openShop({
      file: ':memory:',
      port: 0,
      payUrl: selling.rig.url,
      signingSecret: dummySecret(16, 's'),
      webhookSecret: WEBHOOK_SECRET,
      readKey: READ_KEY,
    });
  });
  afterAll(async () => {
    await selling.stop();
    await shop.stop();
  });

  /** The shop's own answer, which a line in between may lose. */
  async function handled({ headers, body }: HeardWebhook): Promise<number> {
    const names = ['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature'];
    const { status } = await fetch(`${shop.url}/webhooks/lightning-pay`, {
      method: 'POST',
      headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])),
      body,
    });
    return status;
  }

  it('F32 the merchant handled it but the answer was lost: redelivered with the same id; the sample receiver fulfils once', async () => {
    const { endpoint, rig } = selling;
    const answers: number[] = [];
    endpoint.reply = async (webhook) => {
      const status = await handled(webhook);
      answers.push(status);
      return answers.length <= 2 ? 'cut' : { status };
    };
    const order = shop.orders.place('A walnut desk lamp', '80.00', 'USD');
    const payment = await selling.sell({ amount: '80.00', orderId: order.id });
    const { id, attempts } = await selling.until(payment.id, 'delivered');
    expect(answers, 'handled each time').toEqual([204, 204, 204]);
    expect(attempts.map(({ status }) => status)).toEqual([null, null, 204]);
    expect(endpoint.heard.map((webhook) => webhook.id)).toEqual([id, id, id]);
    expect([shop.orders.shipments(), shop.orders.needsAttention()]).toEqual([[order.id], []]);
    expect(shop.orders.find(order.id)).toMatchObject({ state: 'paid', paymentId: payment.id });
    await expectInvariants(rig.ledger);
  });
});
