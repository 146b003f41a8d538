import { newKey, READ_KEY, type Rig } from '../acceptance/rig.ts';

/** One request to the server, and what came back. */
export interface Exchange {
  /** `METHOD path`, and what is special about the request. */
  readonly request: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body; of a stream its first message. */
  readonly text: string;
}

interface Ask {
  readonly method: string;
  readonly path: string;
  readonly note?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const METHODS = ['get', 'post', 'put', 'delete'] as const;
const JSON_TYPE = { 'Content-Type': 'application/json' };

/**
 * Asks for every documented route with each kind of credential, for every file, and for what must be refused.
 *
 * @param payment Stands in for `{id}`.
 * @param headers Sent with each request.
 */
export async function askEveryRoute(
  rig: Rig,
  payment: { readonly id: string; readonly clientSecret: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<Exchange[]> {
  const asks = [...(await documented(rig, payment)), ...undocumented(payment)];
  return Promise.all(
    asks.map((ask) => exchange(rig.url, { ...ask, headers: { ...ask.headers, ...headers } })),
  );
}

async function documented(rig: Rig, payment: { id: string; clientSecret: string }): Promise<Ask[]> {
  const answer = await fetch(`${rig.url}/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> };
  const credentials = [
    ['nobody', {}],
    ['the cookie', { Cookie: `lp_client_secret=${payment.clientSecret}` }],
    ['a wrong key', { Authorization: 'Bearer wrong' }],
    ['the client secret', { Authorization: `Bearer ${payment.clientSecret}` }],
    ['the read key', { Authorization: `Bearer ${READ_KEY}` }],
  ] as const;
  return Object.entries(paths).flatMap(([pattern, operations]) => {
    const path = pattern.replaceAll(/\{\w+\}/g, payment.id);
    return METHODS.filter((method) => operations[method] !== undefined).flatMap((method) =>
      credentials.map(([note, authorization]) => ({
        method: method.toUpperCase(),
        path,
        note,
        headers: { 'Idempotency-Key': newKey(), ...authorization, ...(method === 'get' ? {} : JSON_TYPE) },
        ...(method === 'get' ? {} : { body: '{"amount":"50"}' }),
      })),
    );
  });
}

function undocumented({ id }: { id: string }): Ask[] {
  const create = { method: 'POST', path: '/v1/payments' };
  const keyed = { ...JSON_TYPE, 'Idempotency-Key': newKey() };
  return [
    ...['/openapi.json', '/lightning-pay.js', '/lightning-pay@1.0.0.js', '/chunks/checkout-1.js'].flatMap(
      (path) => [
        { method: 'GET', path },
        { method: 'HEAD', path },
        { method: 'DELETE', path },
      ],
    ),
    ...['/', '/nowhere', '/v1', '/metrics', '/chunks/none.js', '/v1/merchant/none', '/%00', '/..%2f.env'].map(
      (path) => ({ method: 'GET', path }),
    ),
    { method: 'GET', path: '/pay?amount=50' },
    { method: 'GET', path: '/pay?amount=50&amount=60' },
    {
      method: 'POST',
      path: '/pay',
      note: 'text',
      headers: { Origin: 'https://pay.example.com' },
      body: 'a=b',
    },
    { ...create, note: 'broken JSON', headers: keyed, body: '{' },
    { ...create, note: 'no such field', headers: keyed, body: '{"amount":"50","x":1}' },
    { ...create, note: 'no key', headers: JSON_TYPE, body: '{"amount":"50"}' },
    { ...create, note: 'text', headers: { ...keyed, 'Content-Type': 'text/plain' }, body: '{"amount":"50"}' },
    { ...create, note: 'too large', headers: keyed, body: `"${'x'.repeat(20_000)}"` },
    { method: 'PUT', path: `/v1/payments/${id}/events` },
    { method: 'DELETE', path: `/v1/payments/${id}` },
    ...[
      '/v1/payments',
      `/v1/payments/${id}`,
      `/v1/payments/${id}/events`,
      '/v1/merchant/payments',
      '/v1/config',
    ].map((path) => ({
      method: 'OPTIONS',
      path,
      note: 'preflight',
      headers: {
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type,x-anything',
      },
    })),
  ];
}

async function exchange(url: string, { method, path, note, headers, body }: Ask): Promise<Exchange> {
  const abort = new AbortController();
  const answer = await fetch(url + path, {
    method,
    headers: { ...headers },
    signal: abort.signal,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  const text = answer.headers.get('content-type')?.startsWith('text/event-stream')
    ? await firstMessage(answer)
    : await answer.text();
  abort.abort();
  return {
    request: `${method} ${path}${note === undefined ? '' : ` (${note})`}`,
    status: answer.status,
    headers: answer.headers,
    text,
  };
}

/** Reads a stream up to the end of its first message. */
async function firstMessage(answer: Response): Promise<string> {
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (/^data: .*\n\n/m.test(text)) break;
  }
  return text;
}
