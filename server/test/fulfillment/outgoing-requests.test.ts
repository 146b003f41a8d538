import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import {
  createMerchantWebhook,
  type MerchantWebhookOptions,
} from '../../src/fulfillment/merchant-webhook.ts';
import { toMerchant } from '../../src/http/payment-view.ts';
import { guardedLookup, MOST_ANSWER_BYTES } from '../../src/outbound/outgoing-request.ts';
import { type MerchantEndpoint, startMerchantEndpoint } from '../acceptance/merchant-endpoint.ts';
import { aClaimedMessage, aSettledPayment } from '../fakes/claimed.ts';
import { REQUIRED_ENV } from '../required-env.ts';
import { type WatchedSockets, watchSockets } from './watched-sockets.ts';

const secretOf = (letter: string) => `whsec_${Buffer.alloc(24, letter).toString('base64')}`;
const [OLD, NEW] = [secretOf('o'), secretOf('n')];
const message = aClaimedMessage(aSettledPayment(), {
  id: 'evt_1',
  channel: 'webhook',
  type: 'payment.settled',
});

/** Sends one message. Nothing is resolved unless the test says how. */
function send(url: string, change: Partial<MerchantWebhookOptions> = {}) {
  const sender = createMerchantWebhook({
    url,
    secrets: [NEW],
    show: async (payment) => toMerchant(payment, Date.now(), 'https://pay.example.com', null),
    version: '1.2.3',
    privateHosts: [],
    timings: { merchantWebhookMs: 10_000 },
    clock: { now: Date.now },
    resolve: async () => {
      throw Object.assign(new Error('nothing is resolved'), { code: 'ENOTFOUND' });
    },
    ...change,
  });
  return sender.send(message);
}

const resolveTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

function startFaults(env: Record<string, string>) {
  try {
    loadConfig({ ...REQUIRED_ENV, MERCHANT_WEBHOOK_SECRET: NEW, ...env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name }) => name);
    throw error;
  }
}

/** An answer whose body the test writes. */
async function startTalker(
  talk: (response: ServerResponse) => void,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => talk(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** Writes as fast as the other side reads, until it goes away. */
function writeOn(response: ServerResponse): void {
  const chunk = Buffer.alloc(16_384);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

describe('requests to an address that the merchant chose', () => {
  let endpoint: MerchantEndpoint;
  let port = '';
  let watched: WatchedSockets;
  beforeEach(async () => {
    endpoint = await startMerchantEndpoint();
    port = new URL(endpoint.url).port;
    watched = watchSockets();
  });
  afterEach(async () => {
    watched.stop();
    await endpoint.close();
  });

  const REFUSED = { kind: 'failed', status: null, reason: 'address_refused', retryAfterMs: null };

  it('A31 a webhook URL that is plain http, local, private, oddly spelled, with userinfo or an odd port: refused at start and on send', async () => {
    const hosts = [
      ...['localhost', 'localhost.', 'shop.localhost', '127.0.0.1', '127.1', '[::1]', '0.0.0.0', '[::]'],
      ...['169.254.169.254', '10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '[fc00::1]', '[fd00::1]'],
      ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fe80::1]'],
      ...['2130706433', '017700000001', '0177.0.0.1', '0x7f000001', '0x7f.0.0.1', '127.0.0.1.', '192.0.2.1'],
    ];
    const urls = [
      ...hosts.flatMap((host) => [`https://${host}/hook`, `https://${host}:${port}/hook`]),
      ...['http://shop.example/', 'https://shop.example:8443/', 'https://shop.example:80/', endpoint.url],
      ...['https://user@shop.example/', 'https://user:word@shop.example/', 'https://:word@shop.example/'],
    ];
    for (const url of urls) {
      expect(startFaults({ MERCHANT_WEBHOOK_URL: url }), `${url} at start`).toEqual(['MERCHANT_WEBHOOK_URL']);
      expect(await send(url, { resolve: resolveTo('127.0.0.1') }), `${url} on send`).toEqual(REFUSED);
    }
    expect(watched.sockets, 'connections').toEqual([]);
    expect(endpoint.heard).toEqual([]);
    expect(startFaults({ MERCHANT_WEBHOOK_URL: 'https://shop.example/hook' }), 'the control').toEqual([]);
  });

  it('A32 a name that resolves publicly at start and privately on send: refused at connect; the checked address is the one connected to', async () => {
    const url = 'https://shop.example/hook';
    expect(startFaults({ MERCHANT_WEBHOOK_URL: url })).toEqual([]);
    for (const addresses of [['127.0.0.1'], ['::ffff:127.0.0.1'], ['93.184.215.14', '10.0.0.1']])
      expect(await send(url, { resolve: resolveTo(...addresses) }), addresses.join()).toEqual(REFUSED);
    expect(watched.attempts, 'no connection was begun').toEqual([]);

    // The same on the endpoint's own port, which no public URL can name.
    const knock = (anyAddress: boolean) =>
      new Promise<string>((resolve) => {
        const lookup = guardedLookup(resolveTo('127.0.0.1'), anyAddress);
        const socket = connect({ host: 'shop.example', port: Number(port), lookup });
        socket.once('connect', () => resolve('connected')).once('error', () => resolve('refused'));
        socket.once('connect', () => socket.destroy());
      });
    expect(await knock(false)).toBe('refused');
    expect(watched.attempts, 'a real socket listens, and hears nothing').toEqual([]);
    expect(await knock(true), 'the control').toBe('connected');
    expect(watched.attempts).toEqual([`127.0.0.1:${port}`]);

    // A resolver that changes its mind is not asked again.
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return resolveTo(asked === 1 ? '127.0.0.1' : '127.0.0.9')();
    };
    const listed = { privateHosts: ['shop.example'], resolve };
    expect(await send(`http://shop.example:${port}/hook`, listed)).toMatchObject({ kind: 'delivered' });
    expect([asked, watched.attempts.at(-1)]).toEqual([1, `127.0.0.1:${port}`]);
  });

  it('A33 a redirect to a private address is not followed; an endless or 1 GB answer is cut at 64 KiB and at the timeout', async () => {
    const privateHosts = ['127.0.0.1'];
    const other = await startMerchantEndpoint();
    for (const status of [301, 302, 303, 307, 308]) {
      endpoint.reply = () => ({ status, headers: { Location: other.url } });
      const result = await send(endpoint.url, { privateHosts });
      expect(result).toEqual({ kind: 'failed', status, reason: 'redirect', retryAfterMs: null });
    }
    expect(other.heard).toEqual([]);
    await other.close();

    for (const length of [undefined, '1000000000']) {
      const talker = await startTalker((response) => {
        response.writeHead(500, length === undefined ? {} : { 'Content-Length': length });
        writeOn(response);
      });
      const result = await send(talker.url, { privateHosts });
      expect(result).toMatchObject({ kind: 'failed', status: 500, reason: 'status' });
      const { bytesRead = 0, destroyed } = watched.sockets.at(-1) ?? {};
      expect(destroyed).toBe(true);
      expect(bytesRead).toBeGreaterThanOrEqual(MOST_ANSWER_BYTES);
      // One read of the system at most beyond it.
      expect(bytesRead).toBeLessThanOrEqual(2 * MOST_ANSWER_BYTES + 1_024);
      await stop(talker.server);
    }

    const heads: Record<string, (response: ServerResponse) => void> = {
      'no head': () => {},
      'a head, and a byte now and then': (response) => {
        response.writeHead(503).write('x');
        const dribble = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(dribble));
      },
    };
    for (const [name, talk] of Object.entries(heads)) {
      const talker = await startTalker(talk);
      const result = await send(talker.url, { privateHosts, timings: { merchantWebhookMs: 300 } });
      const expected = name === 'no head' ? [null, 'timeout'] : [503, 'status'];
      expect([result.kind, result.status, result.reason], name).toEqual(['failed', ...expected]);
      expect(watched.sockets.at(-1)?.destroyed, name).toBe(true);
      expect(watched.sockets.at(-1)?.bytesRead, name).toBeLessThan(MOST_ANSWER_BYTES);
      await stop(talker.server);
    }
  });

  it('A34 a private host that the operator lists works; nothing else private does', async () => {
    const works = { kind: 'delivered', status: 204, reason: null, retryAfterMs: null };
    expect(startFaults({ MERCHANT_WEBHOOK_URL: endpoint.url, PRIVATE_HOSTS: '127.0.0.1' })).toEqual([]);
    expect(await send(endpoint.url, { privateHosts: ['127.0.0.1'] })).toEqual(works);
    const named = { privateHosts: ['shop'], resolve: resolveTo('127.0.0.1') };
    expect(await send(`http://shop:${port}/hook`, named)).toEqual(works);
    expect(endpoint.heard).toHaveLength(2);

    for (const host of ['localhost', '127.0.0.2', '[::1]', '10.0.0.1', 'shop.example', '127.0.0.1.example']) {
      const url = `http://${host}:${port}/hook`;
      const env = { MERCHANT_WEBHOOK_URL: url, PRIVATE_HOSTS: '127.0.0.1,shop' };
      expect(startFaults(env), `${url} at start`).toEqual(['MERCHANT_WEBHOOK_URL']);
      const listed = { privateHosts: ['127.0.0.1', 'shop'], resolve: resolveTo('127.0.0.1') };
      expect(await send(url, listed), `${url} on send`).toEqual(REFUSED);
      expect(await send(`https://${host}/hook`, listed), `https://${host} on send`).toEqual(REFUSED);
    }
    expect(endpoint.heard).toHaveLength(2);
  });

  it('F37 secret rotation: both signatures are sent during the overlap, and receivers holding either secret verify', async () => {
    const stages = [
      { secrets: [OLD], verifies: [true, false] },
      { secrets: [NEW, OLD], verifies: [true, true] },
      { secrets: [NEW], verifies: [false, true] },
    ];
    for (const { secrets, verifies } of stages) {
      const result = await send(endpoint.url, { secrets, privateHosts: ['127.0.0.1'] });
      expect(result.kind).toBe('delivered');
      const { body = '', headers = {} } = endpoint.heard.at(-1) ?? {};
      const signatures = String(headers['webhook-signature']).split(' ');
      expect(signatures.map((one) => one.slice(0, 3))).toEqual(secrets.map(() => 'v1,'));
      const holds = [OLD, NEW].map((secret) => {
        try {
          return new Webhook(secret).verify(body, headers as Record<string, string>) !== null;
        } catch {
          return false;
        }
      });
      expect(holds, 'receivers that hold the old one, the new one').toEqual(verifies);
    }
    expect(endpoint.heard.map(({ id }) => id)).toEqual(['evt_1', 'evt_1', 'evt_1']);
  });

  it('say what happened and when, to whom, by which program', async () => {
    await send(endpoint.url, { privateHosts: ['127.0.0.1'] });
    const [{ body = '', headers = {} } = {}] = endpoint.heard;
    const event = JSON.parse(body);
    expect(event).toMatchObject({
      type: 'payment.settled',
      timestamp: new Date(message.atMs).toISOString(),
      data: { payment: { id: message.payment.id, status: 'settled', metadata: {}, invoices: [{}] } },
    });
    expect(Object.keys(event)).toEqual(['type', 'timestamp', 'data']);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'lightning-pay/1.2.3',
    });
  });
});
