import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { dummySecret } from '../required-env.ts';

const KEY = dummySecret(40, 'k');
const OWNER = dummySecret(40, 'o');
/** What DESIGN section 7 gives the key of the public server. */
const GRANTED = ['cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice'];

/** Calls that the key must not be able to make, and whether the simulated BTCPay has the route. */
const REFUSED: readonly (readonly [method: string, path: string, imitated: boolean])[] = [
  ['GET', 'webhooks', true],
  ['POST', 'webhooks', true],
  ['GET', 'webhooks/w', true],
  ['PUT', 'webhooks/w', true],
  ['DELETE', 'webhooks/w', true],
  ['GET', 'webhooks/w/deliveries', true],
  ['POST', 'webhooks/w/deliveries/d/redeliver', true],
  ['POST', 'invoices/i/status', true],
  ['POST', 'invoices/i/refund', true],
  ['GET', 'invoices/i/refund/BTC-LN', false],
  ['GET', 'pull-payments', true],
  ['POST', 'pull-payments', false],
  ['POST', 'payouts', false],
  ['GET', 'lightning/BTC/info', false],
  ['GET', 'lightning/BTC/balance', false],
  ['GET', 'lightning/BTC/channels', false],
  ['POST', 'lightning/BTC/channels', false],
  ['POST', 'lightning/BTC/invoices/pay', false],
  ['POST', 'lightning/BTC/address', false],
];

describe('the key of the public server at BTCPay', () => {
  let simulator: Simulator;
  let url: string;
  beforeAll(async () => {
    const permissions = GRANTED.map((name) => `btcpay.store.${name}:store1`);
    simulator = createSimulator({
      storeId: 'store1',
      apiKeys: [
        { key: KEY, label: 'server', permissions },
        { key: OWNER, label: 'owner', permissions: ['unrestricted'] },
      ],
    });
    url = await simulator.listen(0);
  });
  afterAll(() => simulator.close());

  const call = (method: string, path: string, key = KEY, body: object = { amount: '50', currency: 'USD' }) =>
    fetch(`${url}/api/v1/stores/store1/${path}`, {
      method,
      headers: { Authorization: `token ${key}`, 'Content-Type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });

  it('A46 opens no spending, channels, refunds or webhooks: BTCPay refuses each call', async () => {
    const made = async (path: string, body: object): Promise<string> => {
      const answer = await call('POST', path, OWNER, body);
      return ((await answer.json()) as { id: string }).id;
    };
    const webhook = await made('webhooks', { url: 'https://pay.example.com/webhooks/btcpay' });
    const invoice = await made('invoices', { amount: '50', currency: 'USD' });
    for (const [method, pattern, imitated] of REFUSED) {
      const path = pattern.replace('/w', `/${webhook}`).replace('/i/', `/${invoice}/`);
      const answer = await call(method, path);
      const text = await answer.text();
      expect(imitated ? [403] : [404, 405], `${method} ${pattern}`).toContain(answer.status);
      if (!imitated) continue;
      expect(JSON.parse(text), pattern).toMatchObject({ code: 'missing-permission' });
      // The control: it is there, for a key that may.
      if (method === 'GET') expect((await call(method, path, OWNER)).status, pattern).toBe(200);
    }
    for (const path of ['/api/v1/stores/store2/invoices', '/api/v1/stores/store2/webhooks']) {
      const other = await fetch(url + path, { headers: { Authorization: `token ${KEY}` } });
      expect(other.status, path).toBe(403);
    }
    expect((await call('POST', 'invoices')).status, 'what it is for').toBe(200);
    expect((await call('GET', 'invoices')).status).toBe(200);
  }, 120_000);
});
