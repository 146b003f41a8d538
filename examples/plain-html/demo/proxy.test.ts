import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { passOn } from './proxy.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serveProxyOf = (target: string) => serve((request, response) => passOn(target, request, response));

describe('passOn', () => {
  it('passes method, path, headers and body on, and the answer back', async () => {
    const target = await serve(async (request, response) => {
      const body = await request.toArray();
      response.writeHead(201, { 'x-seen': `${request.method} ${request.url} ${request.headers['x-ask']}` });
      response.end(Buffer.concat(body));
    });
    const answer = await fetch(`${await serveProxyOf(target)}/v1/payments?a=1`, {
      method: 'POST',
      headers: { 'x-ask': 'why' },
      body: 'käse',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-seen')).toBe('POST /v1/payments?a=1 why');
    expect(await answer.text()).toBe('käse');
  });

  it('passes each event of a stream on while the stream is still open', async () => {
    let send: (text: string) => void = () => {};
    const target = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      send = (text) => response.write(text);
    });
    // Resolves before the target wrote a single byte of the body: the headers are not held back either.
    const answer = await fetch(await serveProxyOf(target));
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    send('data: 1\n\n');
    expect((await reader?.read())?.value).toBe('data: 1\n\n');
    send('data: 2\n\n');
    expect((await reader?.read())?.value).toBe('data: 2\n\n');
    await reader?.cancel();
  });

  it('leaves the target when the page goes away', async () => {
    const left = Promise.withResolvers<void>();
    const target = await serve((_request, response) => {
      response.on('close', () => left.resolve());
      response.writeHead(200).flushHeaders();
    });
    const page = new AbortController();
    await fetch(await serveProxyOf(target), { signal: page.signal });
    page.abort();
    await expect(left.promise).resolves.toBeUndefined();
  });

  it('cuts the page off when the target dies in the middle of an answer', async () => {
    const target = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const answer = await fetch(await serveProxyOf(target));
    await expect(answer.text()).rejects.toThrow();
  });

  it('answers 502 as problem+json where nobody listens', async () => {
    const answer = await fetch(await serveProxyOf('http://127.0.0.1:1'));
    expect(answer.status).toBe(502);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 502, code: 'gateway_unavailable' });
  });

  it('keeps the headers of one connection to that connection', async () => {
    const target = await serve((request, response) => {
      response.setHeader('keep-alive', 'timeout=99');
      response.end(JSON.stringify(request.headers));
    });
    const answer = await fetch(await serveProxyOf(target), { headers: { te: 'trailers' } });
    expect(answer.headers.get('keep-alive')).not.toBe('timeout=99');
    expect(await answer.json()).not.toHaveProperty('te');
  });
});
