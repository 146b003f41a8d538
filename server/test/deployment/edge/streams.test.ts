import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { crowd, times } from '../../acceptance/crowd.ts';
import { type Script, startScriptedServer } from '../../btcpay/scripted-server.ts';
import { openEdgeStream } from './edge-stream.ts';
import { startEdge } from './nginx-rig.ts';
import { rawRequest } from './raw-request.ts';
import { steadyLoad } from './steady-load.ts';
import { type Droplet, SHOP, startDroplet } from './two-servers.ts';

/** So many streams, each of an address that has twenty at most. */
const STREAMS = 120;
const addressOf = (index: number) => `127.0.0.${2 + (index % 6)}`;

describe('two servers behind the edge', { timeout: 120_000 }, () => {
  let droplet: Droplet;
  beforeAll(async () => {
    droplet = await startDroplet();
  }, 120_000);
  beforeEach(() => droplet.bothUp());
  afterAll(() => droplet.stop());

  it('F40 each event arrives before the next is sent, heartbeats of an idle stream too; nothing is compressed', async () => {
    const payment = await droplet.create();
    const streams = [
      await openEdgeStream(droplet.edge, payment),
      await openEdgeStream(droplet.edge, payment, { http2: true }),
    ];
    for (const stream of streams) {
      expect(stream.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
      });
      expect(stream.headers).not.toHaveProperty('content-encoding');
      await stream.until(/"status":"new".*\n(?:\n:\n){3}/);
    }
    const sats = Math.floor((payment.invoice?.amountSats ?? 0) / 2);
    droplet.simulator.pay({ bolt11: payment.invoice?.bolt11, sats });
    await Promise.all(streams.map((stream) => stream.until(/"flags":\["underpaid"\]/)));
    for (const stream of streams) stream.close();

    // Not a word of the server's about buffering: nginx's own configuration has to do.
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    const follow: Script = (_request, _reply, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 1000\n\n');
      resolve(response);
    };
    await using scripted = await startScriptedServer(follow);
    const edge = await startEdge({ servers: [scripted.url, scripted.url] });
    onTestFinished(() => edge.end());
    const idle = await openEdgeStream(edge, payment);
    await idle.until(/retry: 1000/);
    const server = await promise;
    for (const beat of times(5, (i) => `:${i}\n\n`)) {
      server.write(beat);
      await idle.until(new RegExp(beat));
    }
    server.end();
    expect(await idle.ended).toBe(true);
  });

  it('F39 a server that ends sends its pages away over 1 to 15 s; each gets the whole payment at the other, no call is lost', async () => {
    const payments = await crowd(times(20, String), () => droplet.create());
    const open = (index: number) => {
      const payment = payments[index % payments.length];
      if (payment === undefined) throw new Error('there are twenty');
      return openEdgeStream(droplet.edge, payment, { from: addressOf(index) });
    };
    const [ending] = droplet.servers;
    const before = ending.output().length;
    const streams = await crowd(times(STREAMS, Number), open);
    await Promise.all(streams.map((stream) => stream.until(/"status":"new"/)));
    const load = steadyLoad(droplet);
    await load.answers(20);
    const exit = await ending.end('SIGTERM');
    await load.answers(20);
    expect(exit.code).toBe(0);

    const here = exit.stdout.slice(before).match(/"route":"\/v1\/payments\/:id\/events"/g)?.length ?? 0;
    const sent = () => streams.filter((stream) => stream.isOver());
    await expect.poll(() => sent().length).toBe(here);
    const hints = sent().map((stream) => {
      const [first, hint = 0] = stream.retries();
      expect([first, stream.retries().length]).toEqual([1_000, 2]);
      return hint;
    });
    expect(Math.min(...hints)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...hints)).toBeLessThanOrEqual(15_000);
    expect(Math.max(...hints) - Math.min(...hints), 'spread').toBeGreaterThan(10_000);
    expect(await Promise.all(sent().map(({ ended }) => ended)), 'none is cut').not.toContain(false);

    const back = await crowd(times(STREAMS, Number), async (index) => {
      const stream = streams[index];
      return stream === undefined || stream.isOver() ? open(index) : stream;
    });
    await Promise.all(back.map((stream) => stream.until(/"bolt11":"lnbcrt/)));
    expect((await load.stop()).refused).toEqual([]);
    for (const { invoice } of payments) droplet.simulator.pay({ bolt11: invoice?.bolt11 });
    await Promise.all(back.map((stream) => stream.until(/"status":"settled"/)));
  });

  it('one that is killed takes no answer along, and no payment is made twice', async () => {
    const before = await droplet.counts();
    const load = steadyLoad(droplet);
    await load.answers(40);
    await droplet.servers[1].end('SIGKILL');
    await load.answers(40);
    const { refused, keys } = await load.stop();
    // What it was creating at that moment is claimed for a while: asked again after that, it is there.
    for (const { status, code, retryAfter } of refused)
      expect([status, code, retryAfter > 0 && retryAfter <= 21]).toEqual([
        409,
        'idempotency_in_progress',
        true,
      ]);
    expect(refused.length).toBeLessThanOrEqual(load.workers);
    const { payments, keys: known } = await droplet.counts();
    expect([payments - before.payments, known - before.keys]).toEqual([keys.length, keys.length]);
  });

  it('answer a preflight once: each header of theirs stands there one time', async () => {
    const { status, all } = await rawRequest(droplet.edge.httpsUrl, '/v1/payments', {
      method: 'OPTIONS',
      headers: {
        Origin: SHOP,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,idempotency-key',
      },
    });
    expect(status).toBe(204);
    expect(all('access-control-allow-origin')).toEqual([SHOP]);
    expect(all('access-control-allow-methods')).toHaveLength(1);
    expect(all('access-control-max-age')).toEqual(['7200']);
    expect(all('x-request-id')).toHaveLength(1);
    for (const path of ['/v1/config', '/lightning-pay.js', '/pay?amount=50', '/v1/payments/pay_1/events']) {
      const answer = await rawRequest(droplet.edge.httpsUrl, path);
      expect(answer.all('strict-transport-security'), path).toEqual(['max-age=31536000; includeSubDomains']);
    }
  });

  it('take an order on the hosted page, as its own origin, and show no more than a status of theirs', async () => {
    const { httpsUrl } = droplet.edge;
    const order = await rawRequest(httpsUrl, '/pay?amount=50');
    const key = /name="key" value="([^"]+)"/.exec(order.text)?.[1] ?? '';
    const made = await rawRequest(httpsUrl, '/pay', {
      method: 'POST',
      headers: { Origin: httpsUrl, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ key, amount: '50' }).toString(),
    });
    expect(made.status).toBe(303);
    const [cookie = ''] = made.all('set-cookie');
    expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Lax/);
    const page = await rawRequest(httpsUrl, made.headers.location ?? '', {
      headers: { Cookie: cookie.split(';')[0] },
    });
    expect([page.status, page.text.includes('LP-')]).toEqual([200, true]);
    expect((await rawRequest(httpsUrl, '/readyz')).text).toMatch(/^\{"status":"(pass|warn)"\}$/);
  });
});
