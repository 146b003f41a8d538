import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensurePrograms } from '../../../.ci/programs.ts';
import { loadConfig } from '../../src/config.ts';
import { type MerchantEndpoint, startMerchantEndpoint } from '../acceptance/merchant-endpoint.ts';
import { outcome, PRICING, paymentOf, SIGNING_SECRET } from '../acceptance/pricing.ts';
import { READ_KEY, type Rig, startRig } from '../acceptance/rig.ts';
import { WEBHOOK_SECRET } from '../acceptance/selling.ts';
import { signedSender } from '../acceptance/signed-sender.ts';
import { REQUIRED_ENV } from '../required-env.ts';
import { codeBlocks } from './code-blocks.ts';
import { Integration, LANGUAGES } from './languages.ts';
import { run } from './shell.ts';

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
}

describe('server/docs/INTEGRATE.md', { timeout: 60_000 }, () => {
  let rig: Rig;
  let endpoint: MerchantEndpoint;
  const integrations = new Map<string, Integration>();

  beforeAll(async () => {
    const { missing, output } = await ensurePrograms();
    expect(missing, output).toEqual([]);
    endpoint = await startMerchantEndpoint();
    rig = await startRig({
      publicHere: true,
      webhooks: true,
      timings: { outboxPollMs: 20 },
      settings: PRICING,
      wrap: (ports) => ({
        ...ports,
        senders: {
          webhook: signedSender(endpoint.url, WEBHOOK_SECRET, 15_000),
          notice: null,
          receipt: null,
        },
      }),
    });
    const env = {
      PUBLIC_URL: rig.url,
      REQUEST_SIGNING_SECRET: SIGNING_SECRET,
      MERCHANT_WEBHOOK_SECRET: WEBHOOK_SECRET,
      MERCHANT_READ_KEY: READ_KEY,
    };
    for (const name of Object.keys(LANGUAGES)) integrations.set(name, await Integration.start(name, env));
  }, 300_000);
  afterAll(async () => {
    for (const integration of integrations.values()) await integration.stop();
    await endpoint.close();
    await rig.stop();
  });

  const shopIn = (language: string): Integration => {
    const integration = integrations.get(language);
    if (integration === undefined) throw new Error(`${language} did not start`);
    return integration;
  };

  /** Sells, and gives the webhook as the server sent it. */
  const sold = async (body: object): Promise<Sent & { paymentId: string }> => {
    const payment = await paymentOf(await rig.create(body));
    rig.simulator.pay({ bolt11: payment.invoice?.bolt11 ?? '' });
    const webhook = await vi.waitFor(
      () => {
        const heard = endpoint.heard.find((entry) => entry.body.includes(payment.id));
        if (heard === undefined) throw new Error('no webhook yet');
        return heard;
      },
      { timeout: 20_000 },
    );
    const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
    const headers = Object.fromEntries(names.map((name) => [name, String(webhook.headers[name])]));
    return { headers, body: webhook.body, paymentId: payment.id };
  };

  /** The same event, signed at another time or by another secret. */
  const resigned = ({ body }: Sent, ageSeconds: number, secret = WEBHOOK_SECRET, id = 'evt_other'): Sent => {
    const at = new Date(Date.now() - ageSeconds * 1_000);
    const timestamp = String(Math.floor(at.getTime() / 1_000));
    const signature = new Webhook(secret).sign(id, at, body);
    return {
      body,
      headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
    };
  };

  const signed = async (shop: Integration, orderId: string, amount: string) =>
    sold({ request: await shop.call('sign', orderId, amount, 'USD') });

  it('sets what the server takes', async () => {
    const [block] = codeBlocks('INTEGRATE.md').filter(({ language }) => language === 'sh');
    const script = `${block?.code}\n${process.execPath} -p 'JSON.stringify(process.env)'`;
    const { stdout } = await run('bash', ['-euc', script], {});
    const config = loadConfig({ ...JSON.parse(stdout), ...REQUIRED_ENV });
    expect(config.requestSigningSecrets).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(config.merchantReadKeys).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(config.merchantWebhook?.url).toBe('https://shop.example/webhooks/lightning-pay');
  });

  it('has every block in a language that is run here, or in one that a reader types', () => {
    const known = [...Object.values(LANGUAGES).map(({ fence }) => fence), 'sql', 'sh', 'html'];
    expect(codeBlocks('INTEGRATE.md').filter(({ language }) => !known.includes(language))).toEqual([]);
  });

  describe.each(Object.keys(LANGUAGES))('in %s', (language) => {
    const name = (order: string) => `${language}-${order}`;

    it('signs a price that the server takes, and that nobody can change', async () => {
      const shop = shopIn(language);
      const token = (await shop.call('sign', name('ä "1"'), '42.00', 'USD')) as string;
      expect(await paymentOf(await rig.create({ request: token }))).toMatchObject({
        ...{ pricedBy: 'request', amount: '42.00', currency: 'USD', orderId: name('ä "1"') },
      });
      const [header, claims, signature] = token.split('.');
      const other = (await shop.call('sign', name('2'), '43.00', 'USD')) as string;
      expect(
        await outcome(await rig.create({ request: `${header}.${other.split('.')[1]}.${signature}` })),
      ).toBe('422 request_invalid');
      expect(claims).not.toBe(other.split('.')[1]);
    });

    it('fulfills an order once, by the webhook that the server sent', async () => {
      const shop = shopIn(language);
      const [, , before] = shop.look('');
      shop.place(name('once'), '80.00');
      const webhook = await signed(shop, name('once'), '80.00');
      expect(shop.look(name('once'))[0]).toBe('unpaid');
      for (let time = 0; time < 3; time += 1) expect(await shop.deliver(webhook)).toBe(204);
      expect(await shop.deliver(resigned(webhook, 0))).toBe(204);
      expect(shop.look(name('once'))).toEqual(['paid', webhook.paymentId, before]);
    });

    it('refuses what is not signed, is signed by others or long ago, or was changed', async () => {
      const shop = shopIn(language);
      shop.place(name('forged'), '80.00');
      const webhook = await signed(shop, name('forged'), '80.00');
      const changed = (headers: object): Sent => ({
        ...webhook,
        headers: { ...webhook.headers, ...headers },
      });
      const forged: readonly Sent[] = [
        { ...webhook, headers: {} },
        { ...webhook, body: webhook.body.replace('80.00', '80.01') },
        { ...webhook, body: ` ${webhook.body}` },
        changed({ 'webhook-id': 'evt_other' }),
        changed({ 'webhook-signature': 'v1,AAAA' }),
        changed({ 'webhook-signature': '' }),
        changed({ 'webhook-timestamp': 'now' }),
        resigned(webhook, 310),
        resigned(webhook, -310),
        resigned(webhook, 0, `whsec_${Buffer.alloc(32, 'z').toString('base64')}`),
      ];
      for (const sent of forged) expect(await shop.deliver(sent), JSON.stringify(sent.headers)).toBe(401);
      expect(shop.look(name('forged'))[0]).toBe('unpaid');
      const both = `v1,${'A'.repeat(43)}= ${webhook.headers['webhook-signature']}`;
      expect(await shop.deliver(changed({ 'webhook-signature': both }))).toBe(204);
      expect(shop.look(name('forged'))[0]).toBe('paid');
    });

    it('ships nothing for a cheap payment of a dear order, and tells a person once', async () => {
      const shop = shopIn(language);
      const [, , before] = shop.look('');
      shop.place(name('dear'), '80.00');
      const cheap = await sold({ amount: '80', orderId: name('dear') });
      const body = cheap.body.replaceAll('80.00', '20.00');
      for (let time = 0; time < 2; time += 1) {
        expect(await shop.deliver(resigned({ ...cheap, body }, 0, WEBHOOK_SECRET, 'evt_cheap'))).toBe(204);
      }
      expect(shop.look(name('dear'))).toEqual(['unpaid', null, Number(before) + 1]);
    });

    it('puts a reversal, a late payment and a second payment before a person, and ships once', async () => {
      const shop = shopIn(language);
      const [, , before] = shop.look('');
      shop.place(name('odd'), '80.00');
      const webhook = await signed(shop, name('odd'), '80.00');
      const event = JSON.parse(webhook.body);
      const variant = (id: string, change: object, payment: object): Sent =>
        resigned(
          {
            headers: {},
            body: JSON.stringify({
              ...event,
              ...change,
              data: { payment: { ...event.data.payment, ...payment } },
            }),
          },
          ...([0, WEBHOOK_SECRET, id] as const),
        );
      const variants = [
        variant('evt_reversed', { type: 'payment.reversed' }, { flags: ['reversed'] }),
        variant('evt_reversed_before', {}, { flags: ['reversed'] }),
        variant('evt_expired', { type: 'payment.expired' }, {}),
        variant('evt_else', { type: 'weather.changed' }, {}),
        variant('evt_late', {}, { flags: ['late'] }),
        variant('evt_second', {}, { id: 'pay_second' }),
      ];
      for (const sent of variants) expect(await shop.deliver(sent)).toBe(204);
      expect(shop.look(name('odd'))).toEqual(['paid', webhook.paymentId, Number(before) + 4]);
    });

    it('finds the payment of an order by its read key', async () => {
      const shop = shopIn(language);
      expect(await shop.call('look', name('asked'))).toEqual([]);
      const { paymentId } = await signed(shop, name('asked'), '55.00');
      expect(await shop.call('look', name('asked'))).toEqual([
        expect.objectContaining({ id: paymentId, amount: '55.00', currency: 'USD', status: 'settled' }),
      ]);
    });
  });
});
