import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crowd, QUICK_LEDGER, times } from './crowd.ts';
import { rawClient } from './raw-client.ts';
import { newKey, type Rig, startRig } from './rig.ts';

const MEGABYTE = 1_024 * 1_024;
const PIECE = ' '.repeat(64 * 1_024);
/** Machines are slow at times. */
const PATIENT = { timeout: 15_000 };

describe('large bodies', { timeout: 30_000 }, () => {
  let rig: Rig;
  let paths: readonly [path: string, limit: number, authorization: string][];
  beforeAll(async () => {
    rig = await startRig(QUICK_LEDGER);
    const { id, clientSecret } = await rig.createPayment();
    paths = [
      ['/v1/payments', 16 * 1_024, ''],
      [`/v1/payments/${id}/renew`, 16 * 1_024, `Bearer ${clientSecret}`],
      ['/webhooks/btcpay', 256 * 1_024, ''],
    ];
  });
  afterAll(() => rig.stop());

  const head = (path: string, authorization: string, framing: string) =>
    `POST ${path} HTTP/1.1\r\nHost: pay.example.com\r\nContent-Type: application/json\r\nAuthorization: ${authorization}\r\nIdempotency-Key: ${newKey()}\r\n${framing}\r\n\r\n`;

  it('get 413 before any of it was sent, where they say that they have 10 MB', async () => {
    for (const [path, , authorization] of paths) {
      const client = await rawClient(rig.url);
      client.socket.write(head(path, authorization, `Content-Length: ${10 * MEGABYTE}`));
      await expect.poll(client.text, PATIENT).toMatch(/^HTTP\/1\.1 413 /);
      client.socket.destroy();
    }
  });

  it('get 413 as soon as they pass the limit, where they are chunked without length', async () => {
    for (const [path, limit, authorization] of paths) {
      const client = await rawClient(rig.url);
      client.socket.write(head(path, authorization, 'Transfer-Encoding: chunked'));
      client.socket.write(`${(limit + 1).toString(16)}\r\n${' '.repeat(limit + 1)}\r\n`);
      await expect.poll(client.text, PATIENT).toMatch(/^HTTP\/1\.1 413 /);
      client.socket.destroy();
    }
  });

  it('A28 40 chunked bodies of 10 MB each get 413 and leave nothing in memory', async () => {
    setFlagsFromString('--expose-gc');
    const gc: unknown = runInNewContext('gc');
    if (typeof gc !== 'function') throw new Error('no gc');
    const used = () => {
      gc();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const upload = async () => {
      const client = await rawClient(rig.url);
      client.socket.write(head('/v1/payments', '', 'Transfer-Encoding: chunked'));
      const chunk = `${PIECE.length.toString(16)}\r\n${PIECE}\r\n`;
      for (let sent = 0; sent < 10 * MEGABYTE && !client.socket.destroyed; sent += PIECE.length) {
        if (!client.socket.write(chunk)) await Promise.race([client.closed, drained(client.socket)]);
      }
      await expect.poll(client.text, PATIENT).toMatch(/^HTTP\/1\.1 413 /);
      return client;
    };
    (await upload()).socket.destroy();
    const before = used();
    const clients = await crowd(times(40, String), upload);
    expect(used() - before).toBeLessThan(20 * MEGABYTE);
    for (const { socket } of clients) socket.destroy();
  });

  it.each(['gzip', 'br', 'identity', ''])(
    'get 415 everywhere, with Content-Encoding %j',
    async (encoding) => {
      for (const [path, , authorization] of paths) {
        const client = await rawClient(rig.url);
        client.socket.write(
          `${head(path, authorization, `Content-Encoding: ${encoding}\r\nContent-Length: 15`)}{"amount":"50"}`,
        );
        await expect.poll(client.text, PATIENT).toMatch(/^HTTP\/1\.1 415 /);
        client.socket.destroy();
      }
    },
  );
});

function drained(socket: { once(event: 'drain', heard: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => socket.once('drain', resolve));
}
