import { describe, expect, it } from 'vitest';
import { recordedExchange } from '../../test/btcpay/recorded.ts';
import {
  always,
  closedUrl,
  cutShort,
  reset,
  type Script,
  type ScriptedServer,
  silence,
  startScriptedServer,
} from '../../test/btcpay/scripted-server.ts';
import type { PaymentErrorCode } from '../payments/errors.ts';
import type { Gateway, InvoiceOrder } from '../payments/ports.ts';
import { type BtcpayGatewayOptions, createBtcpayGateway } from './client.ts';

const STORE = '6ACQCvi4iHVyieFfmsA2wX1MHJPjBhmxAVGA2fLVZ228';
const ID = 'TaC8fRGwaRhLcH9WLkVqp7';
const INVOICES = `/api/v1/stores/${STORE}/invoices`;
const WITH_METHODS = recordedExchange('invoices/get-settled-include-payment-methods').response.body;
const WITHOUT_METHODS = recordedExchange('invoices/get-settled').response.body;
const METHODS = recordedExchange('invoices/payment-methods-paid').response.body;

const ORDER: InvoiceOrder = {
  paymentId: 'pay_example',
  reference: 'LP-7F3K-9Q2M',
  attempt: 2,
  price: { minor: 5_000n, currency: 'USD' },
  pricedBy: 'open',
  orderId: 'A-1',
  description: 'Ein Käsekuchen 🍰',
};

function gateway(url: string, change: Partial<BtcpayGatewayOptions> = {}): Gateway {
  return createBtcpayGateway({
    url,
    apiKeys: ['first-key'],
    storeId: STORE,
    ttlMinutes: 60,
    timings: { btcpayCreateMs: 5_000, btcpayReadMs: 5_000, btcpayListMs: 1_000 },
    fetch,
    ...change,
  });
}

const failure = (code: PaymentErrorCode) =>
  expect.objectContaining({ name: 'PaymentError', code, message: code, detail: undefined });

/** Answers a creation with an id and every reading with the recorded settled invoice. */
const working: Script = ({ method }, reply) => reply(200, method === 'POST' ? { id: ID } : WITH_METHODS);

/** A good answer to the creation, `then` to what follows. */
function created(then: Script): Script {
  return (request, ...rest) => (request.method === 'POST' ? working : then)(request, ...rest);
}

/** The invoice without its payment methods, and silence when asked for them. */
const withoutMethods: Script = ({ url }, reply) => {
  if (!url.endsWith('/payment-methods')) reply(200, WITHOUT_METHODS);
};

const scaled = { timings: { btcpayCreateMs: 100, btcpayReadMs: 100, btcpayListMs: 1_000 } };

const seen = (server: ScriptedServer) => server.requests.map(({ method, url }) => `${method} ${url}`);

describe('createBtcpayGateway: createInvoice', () => {
  it('sends exactly the body of DESIGN, then reads the invoice back', async () => {
    await using server = await startScriptedServer(working);
    await expect(gateway(server.url).createInvoice(ORDER)).resolves.toMatchObject({
      reading: { invoiceId: ID, lightning: { amountMsat: 1_500_000n } },
    });
    expect(seen(server)).toEqual([`POST ${INVOICES}`, `GET ${INVOICES}/${ID}?includePaymentMethods=true`]);
    const [creation] = server.requests;
    expect(creation).toMatchObject({ authorization: 'token first-key', contentType: 'application/json' });
    expect(JSON.parse(creation?.body ?? '')).toEqual({
      amount: '50.00',
      currency: 'USD',
      checkout: {
        paymentMethods: ['BTC-LN'],
        expirationMinutes: 61,
        lazyPaymentMethods: false,
        paymentTolerance: 0,
      },
      receipt: { enabled: false },
      metadata: {
        orderId: 'LP-7F3K-9Q2M',
        itemDesc: 'Ein Käsekuchen 🍰',
        lightningPay: { v: 1, paymentId: 'pay_example', attempt: 2, orderId: 'A-1', pricedBy: 'open' },
      },
    });
  });

  it('leaves a missing description out, and keeps a missing order id as null', async () => {
    await using server = await startScriptedServer(working);
    await gateway(server.url).createInvoice({ ...ORDER, orderId: null, description: null });
    expect(JSON.parse(server.requests[0]?.body ?? '').metadata).toEqual({
      orderId: 'LP-7F3K-9Q2M',
      lightningPay: { v: 1, paymentId: 'pay_example', attempt: 2, orderId: null, pricedBy: 'open' },
    });
  });

  it.each([
    ['errors/no-token', 'gateway_forbidden'],
    ['errors/wrong-token', 'gateway_forbidden'],
    ['errors/missing-permission', 'gateway_forbidden'],
    ['errors/unknown-store', 'gateway_forbidden'],
    ['errors/ln-connection-refused', 'gateway_unavailable'],
    ['errors/rate-source-unreachable', 'gateway_unavailable'],
    ['errors/several-errors', 'gateway_bad_answer'],
    ['errors/wrong-content-type', 'gateway_bad_answer'],
  ] as const)('answered with the recorded %s is %s, in one call', async (name, code) => {
    const { status, body } = recordedExchange(name).response;
    await using server = await startScriptedServer(always(status, body));
    await expect(gateway(server.url).createInvoice(ORDER)).rejects.toEqual(failure(code));
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['500 with an empty body', always(500, ''), 'gateway_unavailable'],
    ['200 with a page', always(200, '<html>Sign in</html>'), 'gateway_bad_answer'],
    ['200 without an id', always(200, { status: 'New' }), 'gateway_bad_answer'],
    ['an unreadable invoice when read back', created(always(200, { id: ID })), 'gateway_bad_answer'],
  ] as const)('answered with %s is %s', async (_, script, code) => {
    await using server = await startScriptedServer(script);
    await expect(gateway(server.url).createInvoice(ORDER)).rejects.toEqual(failure(code));
  });

  it.each([
    ['silence', silence],
    ['a reset after it was sent', reset],
    ['an answer that is cut short', cutShort],
    ['504, a proxy that waited in vain', always(504, '<html>Gateway Time-out</html>')],
    ['silence when read back', created(silence)],
    ['403 when read back', created(always(403, { code: 'missing-permission', message: 'no' }))],
  ])('is unknown after %s', async (_, script) => {
    await using server = await startScriptedServer(script);
    await expect(gateway(server.url, scaled).createInvoice(ORDER)).resolves.toBe('unknown');
  });

  it('surely was not carried out where nothing listens', async () => {
    await expect(gateway(await closedUrl()).createInvoice(ORDER)).rejects.toEqual(
      failure('gateway_unavailable'),
    );
  });
});

describe('createBtcpayGateway: readInvoice', () => {
  it('reads invoice and payment methods in one call', async () => {
    await using server = await startScriptedServer(always(200, WITH_METHODS));
    await expect(gateway(server.url).readInvoice(ID)).resolves.toMatchObject({
      invoiceId: ID,
      providerStatus: 'Settled',
      received: [{ msat: 1_500_000n }],
    });
    expect(seen(server)).toEqual([`GET ${INVOICES}/${ID}?includePaymentMethods=true`]);
  });

  it('asks an older BTCPay, which left the methods out, for them', async () => {
    await using server = await startScriptedServer(({ url }, reply) =>
      reply(200, url.endsWith('/payment-methods') ? METHODS : WITHOUT_METHODS),
    );
    await expect(gateway(server.url).readInvoice(ID)).resolves.toMatchObject({
      received: [{ msat: 1_500_000n }],
    });
    expect(seen(server)).toEqual([
      `GET ${INVOICES}/${ID}?includePaymentMethods=true`,
      `GET ${INVOICES}/${ID}/payment-methods`,
    ]);
  });

  it.each([
    ['404', { status: 404, body: { code: 'invoice-not-found', message: 'no' } }, 'invoice_unknown'],
    ['the recorded 401', recordedExchange('errors/wrong-token').response, 'gateway_forbidden'],
    ['504', { status: 504, body: '' }, 'gateway_unavailable'],
    ['a page', { status: 200, body: '<html>' }, 'gateway_bad_answer'],
  ] as const)('answered with %s is refused by code', async (_, { status, body }, code) => {
    await using server = await startScriptedServer(always(status, body));
    await expect(gateway(server.url).readInvoice(ID)).rejects.toEqual(failure(code));
  });

  it.each([
    ['a key that may look: the invoice is unknown', ['btcpay.store.canmodifyinvoices'], 'invoice_unknown'],
    ['a key that may not: the key is', ['btcpay.store.cancreateinvoice'], 'gateway_forbidden'],
  ] as const)('asks, after a 403, what the key may do; %s', async (_, permissions, code) => {
    const refusal = recordedExchange('errors/unknown-invoice').response.body;
    await using server = await startScriptedServer(({ url }, reply) =>
      url.endsWith('/api-keys/current') ? reply(200, { permissions }) : reply(403, refusal),
    );
    await expect(gateway(server.url).readInvoice(ID)).rejects.toEqual(failure(code));
    expect(server.requests).toHaveLength(2);
  });

  it.each([
    ['silence', silence],
    ['a reset', reset],
    ['silence after the invoice itself', withoutMethods],
  ])('is unavailable after %s, at the deadline', async (_, script) => {
    await using server = await startScriptedServer(script);
    await expect(gateway(server.url, scaled).readInvoice(ID)).rejects.toEqual(failure('gateway_unavailable'));
  });

  it.each(['..', '../../users/me', 'a/b', 'a?b', '%2e%2e', '', 'x'.repeat(101)])(
    'does not ask for the id %o, which would name something else',
    async (id) => {
      await using server = await startScriptedServer(always(200, WITH_METHODS));
      await expect(gateway(server.url).readInvoice(id)).rejects.toEqual(failure('invoice_unknown'));
      expect(server.requests).toEqual([]);
    },
  );
});

describe('createBtcpayGateway: findInvoices', () => {
  it('lists by reference with payment methods, in the order of BTCPay', async () => {
    const other = { ...(WITH_METHODS as object), id: 'older' };
    await using server = await startScriptedServer(always(200, [WITH_METHODS, other]));
    const found = await gateway(server.url).findInvoices('LP-7F3K-9Q2M');
    expect(found.map(({ invoiceId }) => invoiceId)).toEqual([ID, 'older']);
    expect(seen(server)).toEqual([
      `GET ${INVOICES}?orderId=LP-7F3K-9Q2M&take=100&includePaymentMethods=true`,
    ]);
  });

  it('asks for payment methods that were left out, one invoice at a time', async () => {
    await using server = await startScriptedServer(({ url }, reply) =>
      reply(200, url.endsWith('/payment-methods') ? METHODS : [WITHOUT_METHODS]),
    );
    const found = await gateway(server.url).findInvoices('LP-7F3K-9Q2M');
    expect(found).toMatchObject([{ invoiceId: ID, received: [{ msat: 1_500_000n }] }]);
  });

  it.each([
    ['403', always(403, recordedExchange('errors/unknown-store').response.body), 'gateway_forbidden'],
    ['silence', silence, 'gateway_unavailable'],
    ['no list', always(200, {}), 'gateway_bad_answer'],
  ] as const)('answered with %s is refused by code', async (_, script, code) => {
    await using server = await startScriptedServer(script);
    await expect(gateway(server.url, scaled).findInvoices('LP-7F3K-9Q2M')).rejects.toEqual(failure(code));
  });
});

describe('createBtcpayGateway: check', () => {
  it('asks what the key may do', async () => {
    await using server = await startScriptedServer(
      always(200, recordedExchange('keys/api-key-current').response.body),
    );
    await expect(gateway(server.url).check()).resolves.toBeUndefined();
    expect(seen(server)).toEqual(['GET /api/v1/api-keys/current']);
  });

  it.each([
    ['401', always(401, { code: 'unauthenticated', message: 'no' }), 'gateway_forbidden'],
    ['403', always(403, { code: 'missing-permission', message: 'no' }), 'gateway_forbidden'],
    [
      'a key that may not look',
      always(200, { permissions: ['btcpay.store.cancreateinvoice'] }),
      'gateway_forbidden',
    ],
    ['silence', silence, 'gateway_unavailable'],
    ['another body', always(200, { status: 'ok' }), 'gateway_bad_answer'],
  ] as const)('answered with %s is refused by code', async (_, script, code) => {
    await using server = await startScriptedServer(script);
    await expect(gateway(server.url, scaled).check()).rejects.toEqual(failure(code));
  });
});
