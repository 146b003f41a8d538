import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { post, retryAfter } from './outgoing-request.ts';

const running: { close(): void }[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

const portOf = async (server: Server | ReturnType<typeof createTcpServer>) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(server);
  return (server.address() as AddressInfo).port;
};

const send = (url: string, deadlineMs = 5_000) =>
  post(
    { url, headers: { 'X-Test': 'yes' }, body: 'größe' },
    { privateHosts: ['127.0.0.1', 'shop.invalid'], deadlineMs },
  );

describe('post', () => {
  it('sends bytes, headers and path as they are, over a connection of its own', async () => {
    const heard: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        heard.push([method, url, headers['x-test'], headers.connection, Buffer.concat(chunks).toString()]);
        response.writeHead(503, { 'Retry-After': '7' }).end('busy');
      });
    });
    const port = await portOf(server);
    expect(await send(`http://127.0.0.1:${port}/hook?a=1`)).toEqual({ status: 503, retryAfterMs: 7_000 });
    expect(heard).toEqual([['POST', '/hook?a=1', 'yes', 'close', 'größe']]);
  });

  it('says in a word of its own why there was no answer', async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket));
    const rude = createTcpServer((socket) => socket.destroy());
    const closed = createTcpServer();
    const [silentPort, rudePort, closedPort] = [
      await portOf(silent),
      await portOf(rude),
      await portOf(closed),
    ];
    running.pop()?.close();
    const reasons = await Promise.all([
      send(`http://127.0.0.1:${silentPort}/`, 100),
      send(`http://127.0.0.1:${rudePort}/`),
      send(`http://127.0.0.1:${closedPort}/`),
      send(`https://127.0.0.1:${rudePort}/`),
      send('http://shop.invalid/'),
      send('no URL'),
    ]);
    for (const socket of sockets) socket.destroy();
    expect(reasons.map((answer) => (answer.status === null ? answer.reason : answer.status))).toEqual([
      'timeout',
      'connection_lost',
      'refused',
      'connection_lost',
      'dns',
      'address_refused',
    ]);
  });

  it('trusts no certificate that nobody vouches for', async () => {
    const plain = await portOf(createServer((_, response) => response.end()));
    expect(await send(`https://127.0.0.1:${plain}/`)).toEqual({ status: null, reason: 'tls' });
  });
});

describe('retryAfter', () => {
  const now = Date.UTC(2026, 10, 23, 9);
  it.each<[string | undefined, number | null]>([
    [undefined, null],
    ['0', 0],
    ['120', 120_000],
    ['Mon, 23 Nov 2026 09:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 08:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['1e3', null],
    ['', null],
  ])('reads %j as %j', (value, wait) => expect(retryAfter(value, now)).toBe(wait));
});
