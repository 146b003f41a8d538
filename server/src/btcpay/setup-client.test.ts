import { describe, expect, it } from 'vitest';
import { dummySecret } from '../../test/required-env.ts';
import { createSetupClient } from './setup-client.ts';

const KEY = dummySecret(40, 's');

/** A client whose every call is answered alike. */
function clientWith(status: number, json: unknown, headers: Record<string, string> = {}) {
  const calls: { url: string; method: string | undefined; body: unknown }[] = [];
  const answer: typeof fetch = async (url, init) => {
    calls.push({ url: String(url), method: init?.method, body: init?.body ?? null });
    return new Response(json === null ? null : JSON.stringify(json), { status, headers });
  };
  const client = createSetupClient({
    url: 'https://btcpay.example/',
    apiKeys: [KEY],
    fetch: answer,
    storeId: 'a/b',
    timeoutMs: 1_000,
  });
  return { client, calls };
}

describe('createSetupClient', () => {
  it('never lets the key out of the answer that echoes it', async () => {
    const { client } = clientWith(200, { apiKey: KEY, label: 'x', permissions: ['p'] });
    expect(await client.permissions()).toEqual(['p']);
  });

  it.each<[number, unknown, RegExp]>([
    [401, { code: 'unauthenticated', message: 'Unknown API Key' }, /does not know this key/],
    [302, null, /answers 302, a redirect/],
    [
      403,
      { code: 'missing-permission', message: 'Insufficient' },
      /^GET \/stores\/a%2Fb\/webhooks: BTCPay answered 403 missing/,
    ],
    [500, null, /BTCPay answered 500/],
    [200, { not: 'a list' }, /its answer has another form/],
  ])('explains %i with %j, without the key', async (status, json, words) => {
    const { client } = clientWith(status, json);
    const failure = await client.webhooks().catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'CheckFailed', message: expect.stringMatching(words) });
    expect(String(failure)).not.toContain(KEY);
  });

  it('takes a delivery without code or message, and sends ids as parts of a path', async () => {
    const { client, calls } = clientWith(200, [{ id: 'd1' }]);
    expect(await client.deliveries('w/1')).toEqual([{ id: 'd1', httpCode: null, errorMessage: null }]);
    expect(calls).toEqual([
      {
        url: 'https://btcpay.example/api/v1/stores/a%2Fb/webhooks/w%2F1/deliveries?count=50',
        method: 'GET',
        body: null,
      },
    ]);
  });
});
