import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { fakeClock, START_MS } from '../../test/fakes/clock.ts';
import { fakeGateway } from '../../test/fakes/fake-gateway.ts';
import { fakeLedger } from '../../test/fakes/fake-ledger.ts';
import { ROOMY } from '../../test/fakes/limits.ts';
import { EMPTY_PAGE_FILES } from '../../test/fakes/page-files.ts';
import { anInvoice, aPayment } from '../../test/fakes/payments.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { recordingAlerts } from '../../test/fakes/recording-alerts.ts';
import { recordingCounters } from '../../test/fakes/recording-counters.ts';
import { aRefund } from '../../test/fakes/refunds.ts';
import { dummySecret } from '../../test/required-env.ts';
import { compose } from '../compose.ts';
import { parseMoney } from '../payments/money.ts';
import type { Message } from '../payments/outgoing.ts';
import { TIMINGS } from '../timings.ts';
import { toWireRefund } from './merchant-refunds.ts';
import { openapiDocument, openapiRoutes } from './openapi.ts';
import { toDelivery, toMerchant, toMerchantHistory, toWire } from './payment-view.ts';

type Json = Record<string, unknown>;
const document = openapiDocument('https://pay.example.com', true);
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** What a JSON pointer names within the document, from its root. */
function resolve(reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  const parts = reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), document);
}

function* references(value: unknown): Generator<string> {
  if (!isObject(value)) return;
  if (typeof value['$ref'] === 'string') yield value['$ref'];
  for (const part of Object.values(value)) yield* references(part);
}

const operations = Object.entries(document['paths'] as Record<string, Record<string, Json>>).flatMap(
  ([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

// The class sits on `default` under Node's interpretation of CommonJS types.
const ajv = ajvFormats.default(new Ajv2020({ strict: false }));
ajv.addSchema(document, 'api');
function faults(schema: string, value: unknown): unknown {
  const validate = ajv.compile({ $ref: `api#/components/schemas/${schema}` });
  return validate(JSON.parse(JSON.stringify(value))) ? [] : validate.errors;
}

const PUBLIC_URL = 'https://pay.example.com';
const payments = (['new', 'processing', 'expired', 'invalid', 'settled'] as const).map((status) =>
  aPayment({
    status,
    flags: ['late', 'overpaid'],
    settledAtMs: status === 'settled' ? START_MS : null,
    invoices: [anInvoice({ status })],
  }),
);
const bare = aPayment({ orderId: null, description: null, email: null, metadata: {}, invoices: [] });

describe('openapiDocument', () => {
  it('is OpenAPI 3.1 of this server', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: expect.any(String), version: expect.any(String) },
      servers: [{ url: 'https://pay.example.com' }],
    });
  });

  it('names nothing that is not in it', () => {
    const named = [...new Set(references(document))];
    expect(named).toContain('#/components/schemas/Payment');
    expect(named.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it.each(operations)('describes $method $path whole', ({ path, operation }) => {
    expect(path).toMatch(/^\//);
    expect(operation['summary']).toEqual(expect.any(String));
    const responses = Object.entries(operation['responses'] as Json);
    expect(responses.length).toBeGreaterThan(0);
    for (const [status, response] of responses) {
      expect(status).toMatch(/^([1-5]\d\d|default)$/);
      expect(response).toHaveProperty('description', expect.any(String));
    }
    const parameters = (operation['parameters'] ?? []) as {
      name: string;
      in: string;
      required: boolean;
      schema: Json;
    }[];
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    for (const parameter of parameters) {
      expect(['path', 'query', 'header']).toContain(parameter.in);
      expect(parameter.schema).toHaveProperty('type');
    }
    for (const parameter of inPath) expect(parameter.required).toBe(true);
    const schemes = ((operation['security'] ?? []) as Json[]).flatMap((entry) => Object.keys(entry));
    for (const scheme of schemes) {
      expect(resolve(`#/components/securitySchemes/${scheme}`)).toMatchObject({
        type: 'http',
        scheme: 'bearer',
      });
    }
  });

  it('holds schemas that are schemas', () => {
    const schemas = resolve('#/components/schemas') as Json;
    expect(Object.keys(schemas).length).toBeGreaterThanOrEqual(5);
    for (const [name, schema] of Object.entries(schemas)) {
      expect(ajv.validateSchema(schema as Json), name).toBe(true);
    }
  });

  it('accepts what pages are shown', () => {
    for (const payment of [...payments, bare])
      expect(faults('Payment', toWire(payment, START_MS, PUBLIC_URL, null))).toEqual([]);
  });

  it('accepts what merchants are shown', () => {
    const items = [...payments, bare].map((payment) => toMerchant(payment, START_MS, PUBLIC_URL, null));
    expect(faults('MerchantPaymentPage', { items, nextCursor: bare.id })).toEqual([]);
    expect(faults('MerchantPaymentPage', { items: [], nextCursor: null })).toEqual([]);
    for (const payment of [...payments, bare]) {
      const history = toMerchantHistory(
        { payment, events: [], outbox: [], webhooks: [] },
        START_MS,
        PUBLIC_URL,
        null,
      );
      const refunds = [toWireRefund(aRefund(payment))];
      expect(faults('MerchantPaymentHistory', { ...history, refunds })).toEqual([]);
    }
  });

  it('accepts the deliveries that merchants are shown', () => {
    const attempts = [{ atMs: START_MS, durationMs: 12, status: null, reason: 'timeout' }];
    const message: Message = {
      id: 'evt_1',
      paymentId: bare.id,
      channel: 'webhook',
      type: 'payment.settled',
      cause: 'cause',
      atMs: START_MS,
      recipient: null,
      state: 'pending',
      failures: 1,
      nextAttemptMs: START_MS,
      attempts,
    };
    const items = [toDelivery(message), toDelivery({ ...message, state: 'dead', nextAttemptMs: null })];
    expect(faults('MerchantDeliveryPage', { items, nextCursor: 'evt_1' })).toEqual([]);
    expect(faults('MerchantDeliveryPage', { items: [], nextCursor: null })).toEqual([]);
  });

  it('refuses what is no payment', () => {
    const wire = toWire(bare, START_MS, PUBLIC_URL, null);
    for (const change of [
      { status: 'paid' },
      { amount: 50 },
      { version: 0 },
      { invoice: 'lnbc1' },
      { flags: ['x'] },
    ]) {
      expect(faults('Payment', { ...wire, ...change }), JSON.stringify(change)).not.toEqual([]);
    }
    expect(faults('MerchantPaymentPage', { items: [wire], nextCursor: null })).not.toEqual([]);
  });

  it('tells bodies of a creation apart as the server does', () => {
    for (const body of [
      { amount: '50' },
      { product: 'cup' },
      { request: 'a.b.c' },
      { amount: '50', metadata: { a: 'b' } },
    ]) {
      expect(faults('CreatePayment', body), JSON.stringify(body)).toEqual([]);
    }
    for (const body of [
      {},
      { amount: 50 },
      { amount: '1e2' },
      { amount: '50', product: 'cup' },
      { amount: '50', x: 1 },
    ]) {
      expect(faults('CreatePayment', body), JSON.stringify(body)).not.toEqual([]);
    }
  });

  it('keeps the merchant’s part to itself where there is none', () => {
    const without = JSON.stringify(openapiDocument('https://pay.example.com', false));
    expect(without).not.toContain('/v1/merchant');
    expect(without).not.toContain('MerchantPayment');
  });
});

describe('openapiDocument, beside the routes', () => {
  const clock = fakeClock();
  const { app } = compose(
    {
      publicUrl: 'https://pay.example.com',
      allowedOrigins: '*',
      network: 'regtest',
      currencies: [{ currency: 'USD', min: parseMoney('20', 'USD'), max: parseMoney('100', 'USD') }],
      openAmounts: true,
      supportUrl: null,
      appSecrets: [dummySecret(32)],
      merchantApiKeys: [dummySecret(32, 'm')],
      merchantReadKeys: [],
      btcpay: { storeId: 'store1', webhookSecrets: [dummySecret(16)] },
      ...ROOMY,
      retentionDays: 90,
    },
    {
      ledger: fakeLedger(),
      gateway: fakeGateway(clock),
      alerts: recordingAlerts(),
      counters: recordingCounters(),
      requestLog: { request: () => undefined, failure: () => undefined },
      clock,
      random: seededRandom('routes'),
      widgetFiles: new Map(),
      pageFiles: EMPTY_PAGE_FILES,
    },
    TIMINGS,
  );

  it('describes every route of the API, and none that is not there', () => {
    const served = app.routes
      .filter(
        ({ method, path }) =>
          method !== 'ALL' && /^\/(v1|pay|receipt|webhooks|healthz|readyz|\.well-known)/.test(path),
      )
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual([...new Set(served)].sort());
  });
});

describe('openapiRoutes', () => {
  it('serves it to every page', async () => {
    const answer = await openapiRoutes('https://pay.example.com', true).request('/openapi.json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
