import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { paymentSchema } from '../../src/http/contract.ts';
import { newKey, ORIGIN, READ_KEY, type Rig, startRig } from './rig.ts';

describe('the HTTP contract', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({ webhooks: true, timings: { streamHeartbeatMs: 40 } });
  });
  afterAll(() => rig.stop());

  const code = async (answer: Response) => ((await answer.json()) as { code: string }).code;
  const merchant = (path: string, key = READ_KEY) =>
    fetch(`${rig.url}/v1/merchant/${path}`, { headers: { Authorization: `Bearer ${key}` } });

  it('answers a creation with the payment, its secret and nothing that is not listed', async () => {
    const body = {
      amount: '50.5',
      currency: 'USD',
      orderId: 'A-1',
      description: 'Zwei Übertöpfe 🪴',
      email: 'buyer@example.com',
      metadata: { size: 'L' },
    };
    const answer = await rig.create(body);
    const text = await answer.text();
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const payment = paymentSchema.strict().parse(JSON.parse(text));
    expect(payment).toMatchObject({
      amount: '50.50',
      orderId: 'A-1',
      description: 'Zwei Übertöpfe 🪴',
      pricedBy: 'open',
    });
    expect(payment).toMatchObject({ status: 'new', network: 'regtest', test: true, paidSats: 0 });
    expect(payment.clientSecret).toMatch(new RegExp(`^${payment.id}_secret_[A-Za-z0-9_-]{43}$`));
    expect(payment.invoice?.expiresInSeconds).toBeGreaterThan(3_500);
    expect(payment.invoice?.expiresInSeconds).toBeLessThanOrEqual(3_600);
    expect(text).not.toMatch(/buyer@example|"size"|preimage/);
  });

  it.each([
    ['400 malformed_json', '{"amount":', {}],
    ['400 malformed_json', '', {}],
    ['422 invalid_request', '[]', {}],
    ['422 invalid_request', 'null', {}],
    ['422 invalid_request', '{}', {}],
    ['422 invalid_request', '{"amount":"50","product":"mug"}', {}],
    ['422 invalid_request', '{"amount":"50","__proto__":{"x":1}}', {}],
    ['422 invalid_request', `{"amount":"50","orderId":"${'x'.repeat(65)}"}`, {}],
    ['422 invalid_request', '{"amount":"50","orderId":"a\\u0000b"}', {}],
    ['422 invalid_request', '{"amount":"50","description":"\\ud800"}', {}],
    ['422 invalid_request', '{"amount":"50","metadata":{"a":{"b":"c"}}}', {}],
    ['422 currency_not_accepted', '{"amount":"50","currency":"EUR"}', {}],
    ['422 product_unknown', '{"product":"mug"}', {}],
    ['422 request_invalid', '{"request":"a.b.c"}', {}],
    ['415 unsupported_media_type', '{"amount":"50"}', { 'Content-Type': 'text/plain' }],
    ['415 unsupported_media_type', '{"amount":"50"}', { 'Content-Encoding': 'gzip' }],
    ['413 body_too_large', `{"amount":"50","description":"${'x'.repeat(17_000)}"}`, {}],
    ['400 idempotency_key_invalid', '{"amount":"50"}', { 'Idempotency-Key': 'x'.repeat(21) }],
    ['400 idempotency_key_invalid', '{"amount":"50"}', { 'Idempotency-Key': `${'x'.repeat(30)}!` }],
    ['403 origin_not_allowed', '{"amount":"50"}', { Origin: 'https://shop.example.evil.com' }],
    ['403 origin_not_allowed', '{"amount":"50"}', { Origin: 'null' }],
  ])('refuses with %s: %.60s', async (wanted, body, headers) => {
    const before = (await rig.btcpayInvoices()).length;
    const answer = await rig.create(body, headers);
    expect(`${answer.status} ${await code(answer)}`).toBe(wanted);
    expect(await rig.btcpayInvoices()).toHaveLength(before);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('refuses open amounts where they are off', async () => {
    const closed = await startRig({ settings: { openAmounts: false } });
    const answer = await closed.create();
    expect(`${answer.status} ${await code(answer)}`).toBe('403 open_amounts_off');
    await closed.stop();
  }, 30_000);

  it('lets listed pages in, and no others, without credentials', async () => {
    const preflight = (origin: string, path = '/v1/payments') =>
      fetch(rig.url + path, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'idempotency-key,content-type,authorization',
        },
      });
    for (const path of ['/v1/payments', '/v1/payments/pay_x', '/v1/payments/pay_x/events']) {
      const allowed = await preflight(ORIGIN, path);
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(ORIGIN);
      expect(allowed.headers.get('access-control-allow-headers')).toBe(
        'authorization,content-type,idempotency-key,last-event-id',
      );
      expect(allowed.headers.get('access-control-max-age')).toBe('7200');
      expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
      expect(
        (await preflight('https://evil.example', path)).headers.get('access-control-allow-origin'),
      ).toBeNull();
    }
    const created = await rig.create({ amount: '50' }, { Origin: ORIGIN });
    expect(created.status).toBe(201);
    expect(created.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(created.headers.get('access-control-expose-headers')).toBe('Retry-After,X-Request-Id');
  });

  it('streams cross-origin: the whole payment first, comments while nothing happens, settled last', async () => {
    const payment = await rig.createPayment();
    const stream = await fetch(`${rig.url}/v1/payments/${payment.id}/events`, {
      headers: { Authorization: `Bearer ${payment.clientSecret}`, Origin: ORIGIN },
    });
    expect(stream.status).toBe(200);
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers': 'Retry-After,X-Request-Id',
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    let told = '';
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const readUntil = async (text: string) => {
      while (!told.includes(text)) {
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) throw new Error(`ended before ${text}: ${told}`);
        told += chunk.value;
      }
    };
    await readUntil('\n\n:\n\n');
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    await readUntil('"status":"settled"');
    expect((await reader?.read())?.done).toBe(true);
    expect(told).toMatch(/^retry: 1000\n\nevent: payment\nid: 2\ndata: \{"id"/);
    const events = [...told.matchAll(/^data: (.*)$/gm)].map(([, data]) =>
      paymentSchema.parse(JSON.parse(data ?? '')),
    );
    expect(events.map(({ status }) => status)).toEqual(['new', 'settled']);
  });

  it('takes each method where it belongs', async () => {
    for (const [method, path] of [
      ['DELETE', '/v1/payments'],
      ['GET', '/v1/payments'],
      ['POST', '/v1/payments/pay_x'],
      ['POST', '/v1/payments/pay_x/events'],
      ['GET', '/webhooks/btcpay'],
      ['POST', '/v1/config'],
      ['PUT', '/healthz'],
    ]) {
      const answer = await fetch(rig.url + path, { method: method ?? 'GET' });
      expect(`${answer.status} ${await code(answer)}`, `${method} ${path}`).toBe('405 method_not_allowed');
    }
    for (const path of ['/', '/v1', '/v2/payments', '/metrics', '/.env', '/lightning-pay.js.map']) {
      const answer = await fetch(rig.url + path);
      expect(`${answer.status} ${await code(answer)}`, path).toBe('404 not_found');
    }
  });

  it('says what can be charged, and that it is well', async () => {
    expect(await (await fetch(`${rig.url}/v1/config`)).json()).toEqual({
      currencies: [{ code: 'USD', min: '20.00', max: '100.00' }],
      openAmounts: true,
      network: 'regtest',
      test: true,
      mail: false,
      supportUrl: null,
    });
    expect(await (await fetch(`${rig.url}/healthz`)).json()).toEqual({ status: 'pass' });
    expect(await (await fetch(`${rig.url}/readyz`)).json()).toEqual({ status: 'pass' });
    const description = (await (await fetch(`${rig.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: object;
    };
    expect(description.openapi).toBe('3.1.1');
    expect(Object.keys(description.paths)).toContain('/v1/payments/{id}/events');
  });

  it('shows the ledger to the merchant, page by page', async () => {
    const orderId = newKey().slice(0, 20);
    const created = [];
    for (let index = 0; index < 3; index += 1)
      created.push(await rig.createPayment({ amount: '50', orderId, metadata: { n: String(index) } }));
    const first = (await (await merchant(`payments?orderId=${orderId}&limit=2`)).json()) as {
      items: { id: string }[];
      nextCursor: string;
    };
    expect(first.items.map(({ id }) => id)).toEqual([created[2]?.id, created[1]?.id]);
    const second = (await (
      await merchant(`payments?orderId=${orderId}&limit=2&cursor=${first.nextCursor}`)
    ).json()) as typeof first;
    expect(second.items.map(({ id }) => id)).toEqual([created[0]?.id]);
    expect(second.nextCursor).toBeNull();

    const paid = created[1];
    rig.simulator.pay({ invoiceId: paid?.invoiceId });
    await vi.waitFor(
      async () => {
        const history = (await (await merchant(`payments/${paid?.id}`)).json()) as Record<string, unknown>;
        expect(history).toMatchObject({
          status: 'settled',
          metadata: { n: '1' },
          invoices: [{ status: 'settled' }],
          events: [{ type: 'created' }, { type: 'invoice_added' }, { type: 'received' }, { type: 'settled' }],
          deliveries: [{ type: 'payment.settled', state: 'pending' }],
        });
        expect(history).not.toHaveProperty('clientSecret');
      },
      { timeout: 10_000 },
    );
    expect((await merchant('payments/pay_unknown')).status).toBe(404);
    expect((await merchant('payments?nonsense=1')).status).toBe(422);
    expect((await merchant('payments', 'wrong')).status).toBe(401);
  });
});
