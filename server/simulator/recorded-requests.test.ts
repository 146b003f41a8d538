import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, exchanges, RECORDED_STORE, send, shapeOf } from './recordings.ts';
import { createSimulator } from './simulator.ts';

const { storeId } = RECORDED_STORE;
const BACKEND = {
  key: 'a'.repeat(40),
  label: 'payment-backend',
  permissions: scoped('cancreateinvoice', 'canviewinvoices'),
};
const WIDER = {
  key: 'b'.repeat(40),
  label: 'payment-backend-full',
  permissions: scoped('canmodifyinvoices', 'webhooks.canmodifywebhooks'),
};
const POWERLESS = { key: 'c'.repeat(40), label: 'nothing', permissions: [] };
const OWNER = { key: 'd'.repeat(40), label: 'owner', permissions: ['unrestricted'] };

const simulator = createSimulator({ ...RECORDED_STORE, apiKeys: [BACKEND, WIDER, POWERLESS, OWNER] });
let base = '';

beforeAll(async () => {
  base = await simulator.listen(0);
});
afterAll(() => simulator.close());

/** Recorded with another key than the backend's. */
const KEYS: Readonly<Record<string, string>> = {
  'errors/missing-permission': POWERLESS.key,
  'errors/wrong-token': 'e'.repeat(40),
  'errors/api-key-current-wrong-token': 'e'.repeat(40),
  'errors/api-key-permissionless-health': 'e'.repeat(40),
  'errors/empty-token': '',
  'errors/unknown-store-owner-key': OWNER.key,
  'errors/unknown-invoice-owner-key': OWNER.key,
  'errors/invoice-under-wrong-store-owner': OWNER.key,
  'errors/unknown-invoice-mark': WIDER.key,
  'errors/unknown-webhook': WIDER.key,
  'errors/webhook-create-bad-url': WIDER.key,
  'errors/webhook-create-no-url': WIDER.key,
  'errors/lightning-unknown-crypto': OWNER.key,
  'keys/api-key-create-backend': OWNER.key,
  'keys/api-key-create-backend-with-modify-and-webhooks': OWNER.key,
  'keys/api-key-create-unknown-permission': OWNER.key,
  'keys/api-key-current-wider': WIDER.key,
};

/** Not imitated, or replayed elsewhere with a state of their own. */
const ELSEWHERE = new Set([
  // JSON that only Newtonsoft reads, or its own words for a syntax error that JSON.parse puts otherwise.
  'errors/amount-nan',
  'errors/json-bom',
  // Faults of the node or another store; `invoice-factory.test.ts`.
  'errors/ln-connection-refused',
  'errors/ln-drops-connection',
  'errors/ln-hangs',
  'errors/ln-invoice-call-errors',
  'errors/ln-slow-10s',
  'errors/no-payment-method-on-store',
  'errors/rate-source-unreachable',
  'errors/server-info-without-nbxplorer',
  // The simulator's chain is always synchronised.
  'errors/api-key-permissionless-health',
  'errors/cors-health',
  // They need an invoice, a webhook or deliveries: `recorded-states.test.ts`.
  'errors/list-take-zero',
  'errors/unknown-delivery',
  'errors/lightning-unknown-crypto',
]);

/** Requests that read an invoice made before them. */
const NEEDS_INVOICE = /invoices\/Gj9U4uJUHQcdFet5SekFW3/i;

const stateless = [...exchanges.values()].filter(
  ({ name, request, response }) =>
    /^(errors|keys\/api-key|invoices\/create)/.test(name) &&
    !ELSEWHERE.has(name) &&
    (response.status === 401 || !NEEDS_INVOICE.test(request.path)),
);

describe('a request without history', () => {
  it('is there in numbers', () => expect(stateless.length).toBeGreaterThan(100));

  it.each(stateless.map((recorded) => [recorded.name, recorded] as const))('%s', async (name, recorded) => {
    const { method, path, headers, body } = recorded.request;
    const answer = await send(base, method, path, withKey(name, headers), body);
    expect(answer.status).toBe(recorded.response.status);
    expect(shapeOf(withKeyHidden(answer.body))).toBe(shapeOf(recorded.response.body));
    for (const header of ['Content-Type', 'Access-Control-Allow-Origin', 'Access-Control-Allow-Methods'])
      expect(answer.headers[header.toLowerCase()], header).toBe(recorded.response.headers[header]);
  });
});

describe('a request for an invoice', () => {
  const reads = [...exchanges.values()].filter(
    ({ name, request, response }) =>
      name.startsWith('errors/') && NEEDS_INVOICE.test(request.path) && response.status !== 401,
  );

  it.each(reads.map((recorded) => [recorded.name, recorded] as const))('%s', async (name, recorded) => {
    const created = await create();
    const { method, path, headers, body } = recorded.request;
    const key = path.endsWith('/status')
      ? { [name]: WIDER.key }
      : path.endsWith('/refund')
        ? { [name]: OWNER.key }
        : {};
    const answer = await send(
      base,
      method,
      path.replace('Gj9U4uJUHQcdFet5SekFW3', created),
      withKey(name, headers, key),
      body,
    );
    expect(answer.status).toBe(recorded.response.status);
    expect(shapeOf(answer.body)).toBe(shapeOf(recorded.response.body));
  });
});

async function create(): Promise<string> {
  const { method, path, headers, body } = exchange('invoices/create-sats').request;
  const answer = await send(base, method, path, withKey('', headers), body);
  return String(Object(answer.body).id);
}

function withKey(
  name: string,
  headers: Readonly<Record<string, string>>,
  keys: Readonly<Record<string, string>> = KEYS,
): Record<string, string> {
  const { Authorization } = headers;
  if (!Authorization?.includes('REDACTED')) return { ...headers };
  return { ...headers, Authorization: Authorization.replace('REDACTED', keys[name] ?? BACKEND.key) };
}

function withKeyHidden(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'apiKey' in body
    ? { ...body, apiKey: 'REDACTED' }
    : body;
}

function scoped(...names: string[]): string[] {
  return names.map((name) => `btcpay.store.${name}:${storeId}`);
}
