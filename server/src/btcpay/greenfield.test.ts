import { describe, expect, it } from 'vitest';
import {
  always,
  closedUrl,
  cutShort,
  reset,
  silence,
  startScriptedServer,
} from '../../test/btcpay/scripted-server.ts';
import { callGreenfield, type GreenfieldCall, type GreenfieldOptions } from './greenfield.ts';

const UNAUTHENTICATED = { code: 'unauthenticated', message: 'Unknown API Key' };

function call(options: Partial<GreenfieldOptions>, change: Partial<GreenfieldCall> = {}) {
  return callGreenfield(
    { url: 'http://127.0.0.1', apiKeys: ['first-key'], fetch, ...options },
    { method: 'GET', path: '/health', signal: AbortSignal.timeout(5_000), ...change },
  );
}

/** A fetch that fails as Node's does. */
const failing = (code: string) => () =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('system'), { code }) }));

describe('callGreenfield', () => {
  it('sends key and JSON, and gives status and JSON back', async () => {
    await using server = await startScriptedServer(always(201, { id: 'x' }));
    const outcome = await call({ url: server.url }, { method: 'POST', body: { note: 'é' } });
    expect(outcome).toEqual({ kind: 'answer', status: 201, json: { id: 'x' } });
    expect(server.requests).toEqual([
      {
        method: 'POST',
        url: '/api/v1/health',
        authorization: 'token first-key',
        contentType: 'application/json',
        body: '{"note":"é"}',
      },
    ]);
  });

  it('names no content type where there is no body', async () => {
    await using server = await startScriptedServer(always(200, {}));
    await call({ url: server.url });
    expect(server.requests).toMatchObject([{ contentType: undefined, body: '' }]);
  });

  it('works where BTCPay runs under a path, however the slash was written', async () => {
    await using server = await startScriptedServer(always(200, {}));
    await call({ url: `${server.url}/btcpay` });
    await call({ url: `${server.url}/btcpay/` });
    expect(server.requests.map(({ url }) => url)).toEqual(Array(2).fill('/btcpay/api/v1/health'));
  });

  it.each([
    ['a page', '<html></html>'],
    ['nothing', ''],
    ['cut JSON', '{"id":'],
    ['good JSON over 1 MiB', `{}${' '.repeat(1024 * 1024 - 1)}`],
  ])('has no JSON in an answer of %s', async (_, body) => {
    await using server = await startScriptedServer(always(200, body));
    await expect(call({ url: server.url })).resolves.toEqual({
      kind: 'answer',
      status: 200,
      json: undefined,
    });
  });

  it('reads an answer of exactly 1 MiB', async () => {
    await using server = await startScriptedServer(always(200, `{}${' '.repeat(1024 * 1024 - 2)}`));
    await expect(call({ url: server.url })).resolves.toMatchObject({ json: {} });
  });

  it('stops reading an answer that never ends', async () => {
    await using server = await startScriptedServer((_request, _reply, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) {}
      };
      response.on('drain', more);
      more();
    });
    await expect(call({ url: server.url })).resolves.toMatchObject({ kind: 'answer', json: undefined });
  });

  it.each([301, 302, 303, 307, 308])('does not follow %i: it is the answer', async (status) => {
    await using target = await startScriptedServer(always(200, {}));
    await using server = await startScriptedServer(always(status, '', { location: target.url }));
    await expect(call({ url: server.url })).resolves.toMatchObject({ kind: 'answer', status });
    expect(target.requests).toEqual([]);
  });

  it('tries the second key on 401, with the same body', async () => {
    await using server = await startScriptedServer(({ authorization }, reply) =>
      authorization === 'token second-key' ? reply(200, { id: 'x' }) : reply(401, UNAUTHENTICATED),
    );
    const keys = { url: server.url, apiKeys: ['first-key', 'second-key'] };
    await expect(call(keys, { method: 'POST', body: [1] })).resolves.toMatchObject({ status: 200 });
    expect(server.requests.map(({ authorization, body }) => [authorization, body])).toEqual([
      ['token first-key', '[1]'],
      ['token second-key', '[1]'],
    ]);
  });

  it('answers 401 where both keys are refused', async () => {
    await using server = await startScriptedServer(always(401, UNAUTHENTICATED));
    const outcome = await call({ url: server.url, apiKeys: ['first-key', 'second-key'] });
    expect(outcome).toEqual({ kind: 'answer', status: 401, json: UNAUTHENTICATED });
    expect(server.requests).toHaveLength(2);
  });

  it.each([200, 400, 403, 500])('does not try the second key on %i', async (status) => {
    await using server = await startScriptedServer(always(status, {}));
    await call({ url: server.url, apiKeys: ['first-key', 'second-key'] });
    expect(server.requests).toHaveLength(1);
  });

  it('sends nothing without a key', async () => {
    await using server = await startScriptedServer(always(200, {}));
    await expect(call({ url: server.url, apiKeys: [] })).resolves.toMatchObject({ kind: 'not_sent' });
    expect(server.requests).toEqual([]);
  });

  it('was not sent where nothing listens', async () => {
    await expect(call({ url: await closedUrl() })).resolves.toMatchObject({ kind: 'not_sent' });
  });

  it.each([
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('was not sent after %s', async (code) => {
    await expect(call({ fetch: failing(code) })).resolves.toMatchObject({ kind: 'not_sent' });
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', ''])(
    'may have been carried out after %o',
    async (code) => {
      await expect(call({ fetch: failing(code) })).resolves.toMatchObject({ kind: 'no_answer' });
    },
  );

  it.each([
    ['a failure without a cause', new TypeError('fetch failed')],
    ['a cause that is a text', new TypeError('fetch failed', { cause: 'ENOTFOUND' })],
    ['something that is no error', 'ENOTFOUND'],
  ])('may have been carried out after %s', async (_, thrown) => {
    const fetch = () => Promise.reject(thrown);
    await expect(call({ fetch })).resolves.toEqual({ kind: 'no_answer', cause: thrown });
  });

  it.each([
    ['a reset', reset],
    ['an answer cut short', cutShort],
  ])('may have been carried out after %s', async (_, script) => {
    await using server = await startScriptedServer(script);
    await expect(call({ url: server.url })).resolves.toMatchObject({ kind: 'no_answer' });
  });

  it.each([
    ['the answer', silence],
    [
      'the rest of the answer',
      ((_request, _reply, response) => {
        response.writeHead(200).write('{');
      }) satisfies Parameters<typeof startScriptedServer>[0],
    ],
  ])('waits for %s until the deadline, not longer', async (_, script) => {
    await using server = await startScriptedServer(script);
    const outcome = await call({ url: server.url }, { signal: AbortSignal.timeout(500) });
    expect(outcome).toMatchObject({ kind: 'no_answer', cause: { name: 'TimeoutError' } });
    expect(server.requests).toHaveLength(1);
  });
});
