import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Payment } from '../../src/payments/payment.ts';
import { fakeLedger } from '../fakes/fake-ledger.ts';
import { openPage } from '../homes/page-stream.ts';
import { drip, rawClient } from './raw-client.ts';
import { newKey, type Rig, startRig } from './rig.ts';

const TIMINGS = {
  requestHeadMs: 800,
  requestMs: 1_200,
  connectionCheckMs: 50,
  connectionIdleMs: 1_000,
  streamHeartbeatMs: 100,
  feedRefreshMs: 2,
};
/** Machines are slow at times; Node's own patience is a minute. */
const ON_TIME_MS = 15_000;

describe('slow clients', { timeout: 30_000 }, () => {
  let rig: Rig;
  /** What the ledger says has changed, whatever it was asked. */
  let news: (versions: ReadonlyMap<string, number>) => readonly Payment[] = () => [];
  const responses = new Map<string, ServerResponse>();
  beforeAll(async () => {
    const ledger = {
      ...fakeLedger(),
      changedSince: async (versions: ReadonlyMap<string, number>) => news(versions),
    };
    rig = await startRig({ ledger: async () => ({ ledger, notices: null }), timings: TIMINGS });
    rig.server.on('request', (request, response) =>
      responses.set(request.url ?? '', response as ServerResponse),
    );
  });
  afterAll(() => rig.stop());

  it('sending a head that never ends are cut on time', async () => {
    const client = await rawClient(rig.url);
    client.socket.write('GET /healthz HTTP/1.1\r\nHost: pay.example.com\r\n');
    drip(client, 'X-Slow: 1\r\n', 20);
    expect(await client.closed).toBeLessThan(ON_TIME_MS);
    expect(client.text()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['/v1/payments', 'Content-Length: 9000', ' '],
    ['/v1/payments', 'Transfer-Encoding: chunked', '1\r\n \r\n'],
    ['/webhooks/btcpay', 'Content-Length: 9000', ' '],
    ['/webhooks/btcpay', 'Transfer-Encoding: chunked', '1\r\n \r\n'],
  ])(
    'sending a body that never ends are cut on time, and are no fault of ours: %s, %s',
    async (path, framing, piece) => {
      const client = await rawClient(rig.url);
      client.socket.write(
        `POST ${path} HTTP/1.1\r\nHost: pay.example.com\r\nContent-Type: application/json\r\nIdempotency-Key: ${newKey()}\r\n${framing}\r\n\r\n`,
      );
      drip(client, piece, 20);
      expect(await client.closed).toBeLessThan(ON_TIME_MS);
      expect(client.text()).toMatch(/^HTTP\/1\.1 408 /);
      await expect
        .poll(() => rig.seen.log.findLast((line) => line.includes(path)), { timeout: 15_000 })
        .toContain('"status":400');
      expect(rig.seen.counts.get('problem_internal_error')).toBeUndefined();
      expect((await rig.create()).status, 'others are served').toBe(201);
      rig.seen.log.length = 0;
    },
  );

  it('asking nothing are cut on time', async () => {
    const client = await rawClient(rig.url);
    expect(await client.closed).toBeLessThan(ON_TIME_MS);
  });

  it('A27 a reader that never reads is cut, at 64 KiB or when it stands still; one that reads is not', async () => {
    const [lazy, idle, awake] = [
      await rig.createPayment(),
      await rig.createPayment(),
      await rig.createPayment(),
    ];
    const page = await openPage(rig.url, awake);
    const pathOf = ({ id }: { id: string }) => `/v1/payments/${id}/events`;
    const openUnread = async (payment: typeof lazy) => {
      const client = await rawClient(rig.url);
      client.socket.pause();
      client.socket.write(
        `GET ${pathOf(payment)} HTTP/1.1\r\nHost: pay.example.com\r\nAuthorization: Bearer ${payment.clientSecret}\r\n\r\n`,
      );
      return expect.poll(() => responses.get(pathOf(payment))?.headersSent, { timeout: 15_000 }).toBe(true);
    };
    await Promise.all([openUnread(lazy), openUnread(idle)]);
    const [lazyResponse, idleResponse] = [responses.get(pathOf(lazy)), responses.get(pathOf(idle))];

    const [known] = await Promise.all([rig.ledger.getPayment(lazy.id), rig.ledger.getPayment(idle.id)]);
    if (known === null || lazyResponse === undefined || idleResponse === undefined)
      throw new Error('all exist');
    let most = 0;
    news = (versions) => {
      most = Math.max(most, lazyResponse.writableLength, idleResponse.writableLength);
      return [...versions].flatMap(([id, version]) => {
        // The idle one hears nothing more as soon as a first message is stuck.
        if (id === idle.id && idleResponse.writableLength > 0) return [];
        return id === awake.id
          ? []
          : [{ ...known, id, version: version + 1, description: 'x'.repeat(30_000) }];
      });
    };
    await expect.poll(() => lazyResponse.destroyed, { timeout: 15_000 }).toBe(true);
    await expect.poll(() => idleResponse.destroyed, { timeout: 15_000 }).toBe(true);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(64 * 1_024);

    news = (versions) =>
      versions.has(awake.id) ? [{ ...known, id: awake.id, version: 99, status: 'processing' }] : [];
    await page.until('processing');
    page.close();
  });
});
