import { describe, expect, it } from 'vitest';
import { formFields, hostedApp, limitsOf } from '../../test/fakes/hosted-app.ts';
import { PaymentError } from '../payments/errors.ts';

/** Presses the button of an order's page. @returns Where it led, and the cookie that came with it. */
async function begin(app: ReturnType<typeof hostedApp>, query = 'amount=50') {
  const { html } = await app.text(`/pay?${query}`);
  const sent = await app.send('/pay', formFields(html));
  const cookie = sent.headers.get('set-cookie') ?? '';
  return {
    sent,
    cookie,
    path: sent.headers.get('location') ?? '',
    headers: { Cookie: cookie.split(';', 1)[0] ?? '' },
  };
}

const HOUR_MS = 3_600_000;

describe('GET /pay', () => {
  it('shows the order and one button, and makes nothing', async () => {
    const app = hostedApp();
    const { status, html } = await app.text(
      '/pay?amount=50&order-id=A-1&description=Two%20cups&email=&utm_source=x',
    );
    expect(status).toBe(200);
    for (const part of ['$50.00', 'Two cups', 'Order A-1', 'TEST']) expect(html).toContain(part);
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(formFields(html)).toEqual({
      amount: '50',
      orderId: 'A-1',
      description: 'Two cups',
      key: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(app.gateway.port.invoices).toEqual([]);
    expect(await app.ledger.listPayments({ limit: 1 })).toEqual([]);
  });

  it('takes price and words of a product from the catalogue', async () => {
    const app = hostedApp({ openAmounts: false });
    await app.ledger.putProduct({
      id: 'cup',
      title: 'Cup',
      price: { minor: 4_200n, currency: 'USD' },
      active: true,
    });
    const { html } = await app.text('/pay?product=cup');
    expect(html).toContain('$42.00');
    expect(html).toContain('Cup');
    const { sent } = await begin(app, 'product=cup');
    expect(sent.status).toBe(303);
    expect((await app.ledger.listPayments({ limit: 1 }))[0]?.pricedBy).toBe('product');
  });

  it('lets the customer type an amount, in one of several currencies where none is named', async () => {
    const app = hostedApp({ currencies: [limitsOf('USD', '20', '100'), limitsOf('SATS', '1000', '200000')] });
    const open = (await app.text('/pay')).html;
    expect(open).toContain('<option>USD</option><option>SATS</option>');
    expect(open).toContain('Between $20.00 and $100.00, or between 1,000 sats and 200,000 sats');
    const named = (await app.text('/pay?currency=SATS')).html;
    expect(named).not.toContain('<select');
    expect(named).toContain('Amount in SATS');
    const wrong = await app.send('/pay', {
      ...formFields(open),
      typed: 'currency',
      amount: '5',
      currency: 'SATS',
    });
    expect(wrong.status).toBe(422);
  });

  it.each([
    ['amount=5', 422],
    ['amount=nonsense', 422],
    ['amount=50&amount=60', 422],
    ['amount=50&orderId=a&order-id=b', 422],
    ['amount=50&product=cup', 422],
    ['amount=50&currency=EUR', 422],
    ['currency=EUR', 422],
    ['product=nothing', 422],
    ['request=a.b.c', 422],
    ['amount=50&email=nonsense', 422],
    [`description=${'x'.repeat(201)}`, 422],
  ])('answers %s with a page that says what to do', async (query, status) => {
    const answer = await hostedApp().text(`/pay?${query}`);
    expect(answer.status).toBe(status);
    expect(answer.html).toContain('This link does not work');
    expect(answer.html).toContain('Nothing was charged.');
    expect(answer.html).toContain(answer.headers.get('x-request-id'));
    expect(answer.html).not.toMatch(/invalid_request|nonsense|at \w+ \(/);
  });

  it('has no field for an amount where pages set no prices', async () => {
    const app = hostedApp({ openAmounts: false });
    for (const query of ['', 'amount=50']) expect((await app.text(`/pay?${query}`)).status).toBe(403);
  });

  it('shows text as text, whatever is in it', async () => {
    const hostile = '"><script>x</script>\'`';
    const { html } = await hostedApp().text(`/pay?amount=50&description=${encodeURIComponent(hostile)}`);
    expect(html).not.toContain('<script>x');
    expect(html).toContain('&quot;&gt;&lt;script&gt;x&lt;/script&gt;&#39;`');
  });
});

describe('POST /pay', () => {
  it('creates the payment, and gives its page alone the secret', async () => {
    const app = hostedApp();
    const { sent, path, cookie } = await begin(app);
    expect(sent.status).toBe(303);
    expect(path).toMatch(/^\/pay\/pay_[\w-]{22}$/);
    const secret = /lp_client_secret=([\w-]+)/.exec(cookie)?.[1] ?? '';
    expect(cookie.split('; ').slice(1)).toEqual([
      'Max-Age=86400',
      `Path=${path}`,
      'HttpOnly',
      'Secure',
      'SameSite=Lax',
    ]);
    const { html } = await app.text(path, { Cookie: `lp_client_secret=${secret}` });
    expect(html).not.toContain(secret);
    expect(html).not.toContain('_secret_');
  });

  it('makes one payment of one form, however often it is sent, and another of another amount', async () => {
    const app = hostedApp();
    const fields = { ...formFields((await app.text('/pay')).html), amount: '25' };
    const all = await Promise.all([1, 2, 3].map(() => app.send('/pay', fields)));
    const paths = new Set(all.map(({ headers }) => headers.get('location')));
    expect(paths.size).toBe(1);
    const other = await app.send('/pay', { ...fields, amount: '30' });
    expect(paths.has(other.headers.get('location'))).toBe(false);
    expect(app.gateway.port.invoices).toHaveLength(2);
  });

  it('shares no key with the API', async () => {
    const app = hostedApp();
    const { key = '', ...order } = formFields((await app.text('/pay?amount=50')).html);
    await app.send('/pay', { ...order, key });
    const answer = await app.request('/v1/payments', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(order),
    });
    expect(answer.status).toBe(201);
    expect(await app.ledger.listPayments({ limit: 10 })).toHaveLength(2);
  });

  it('keeps the form, with its key, where BTCPay did not answer', async () => {
    const app = hostedApp();
    const fields = formFields((await app.text('/pay?amount=50')).html);
    app.gateway.next('createInvoice', () => Promise.reject(new PaymentError('gateway_unavailable')));
    const failed = await app.send('/pay', fields);
    expect(failed.status).toBe(503);
    expect(failed.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(failed.html).toContain('did not answer');
    expect(formFields(failed.html)).toEqual(fields);
    expect((await app.send('/pay', formFields(failed.html))).status).toBe(303);
    expect(await app.ledger.listPayments({ limit: 10 })).toHaveLength(1);
  });

  it.each([
    ['no key', { amount: '50' }, {}, 400],
    ['JSON', { amount: '50' }, { 'Content-Type': 'application/json' }, 415],
    ['a large body', { amount: '5'.repeat(20_000) }, {}, 413],
    ['a price that is out of range', { amount: '5', key: 'k'.repeat(22) }, {}, 422],
  ])('refuses %s with a page', async (_, fields, headers, status) => {
    const answer = await hostedApp().send('/pay', fields, headers);
    expect(answer.status).toBe(status);
    expect(answer.html).toMatch(/^<!doctype html>/);
  });

  it('holds the limits of the API', async () => {
    const app = hostedApp({
      limits: { rateLimit: 1, maxOpenPayments: 10, mintRate: 10, streamsPerClient: 1, maxStreams: 1 },
    });
    expect((await begin(app)).sent.status).toBe(303);
    const second = await begin(app);
    expect(second.sent.status).toBe(429);
    expect(second.sent.html).toContain('Too many tries just now.');
  });
});

describe('GET and POST /pay/:id', () => {
  it('look the same for a wrong cookie, none, and an id that is none', async () => {
    const app = hostedApp();
    const [one, two] = [await begin(app), await begin(app)];
    const answers = [
      await app.text(one.path),
      await app.text(one.path, two.headers),
      await app.text('/pay/pay_unknown', two.headers),
      await app.text('/pay/%00', two.headers),
      await app.send(one.path, {}, two.headers),
    ];
    const same = answers.map(({ status, html }) => `${status} ${html.replace(/req_[\w-]+/, '')}`);
    expect(new Set(same).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
  });

  it('read themselves again while something is to come, unless asked to be still', async () => {
    const app = hostedApp();
    const { path, headers } = await begin(app);
    const waiting = (await app.text(path, headers)).html;
    expect(waiting).toContain('<noscript><meta http-equiv="refresh" content="5"></noscript>');
    expect((await app.text(`${path}?still`, headers)).html).not.toContain('http-equiv');
    app.clock.advance(HOUR_MS);
    const expired = (await app.text(path, headers)).html;
    expect(expired).toContain('This code has expired.');
    expect(expired).not.toContain('http-equiv');
    expect(expired).not.toContain('class="code"');
  });

  it('make a fresh invoice once the old one is over, and none before', async () => {
    const app = hostedApp();
    const { path, headers } = await begin(app);
    expect((await app.send(path, {}, headers)).headers.get('location')).toBe(path);
    expect(app.gateway.port.invoices).toHaveLength(1);
    app.clock.advance(HOUR_MS);
    expect((await app.send(path, {}, headers)).status).toBe(303);
    expect(app.gateway.port.invoices).toHaveLength(2);
    expect((await app.text(path, headers)).html).toContain('Waiting for payment');
  });

  it('say that there is no fresh code, and that the old one is watched, where BTCPay did not answer', async () => {
    const app = hostedApp();
    const { path, headers } = await begin(app);
    app.clock.advance(HOUR_MS);
    app.gateway.next('createInvoice', () => Promise.reject(new PaymentError('gateway_unavailable')));
    const answer = await app.send(path, {}, headers);
    expect(answer.status).toBe(503);
    expect(answer.html).toContain('We could not get a new code. Already paid? We are still watching');
  });

  it('show a payment that settled before its renewal as paid', async () => {
    const app = hostedApp();
    const { path, headers } = await begin(app);
    app.clock.advance(HOUR_MS);
    app.gateway.port.pay(app.gateway.port.invoices[0]?.invoiceId ?? '');
    expect((await app.send(path, {}, headers)).status).toBe(303);
    const { html } = await app.text(path, headers);
    expect(html).toContain('Paid');
    expect(html).toMatch(/href="\/receipt\/rcp_[\w-]{22}"/);
    expect(app.gateway.port.invoices).toHaveLength(1);
  });
});

describe('a server under a path', () => {
  it('writes every address, and the cookie’s path, with it', async () => {
    const app = hostedApp({ publicUrl: 'http://localhost:8787/till' });
    const { html } = await app.text('/pay?amount=50');
    expect(html.match(/(href|src|action)="(?!\/till\/)/g)).toBeNull();
    const { path, cookie } = await begin(app);
    expect(path).toMatch(/^\/till\/pay\/pay_/);
    expect(cookie).toContain(`Path=${path};`);
    expect(cookie).not.toContain('Secure');
  });
});

describe('SUPPORT_URL', () => {
  it('is below every page, and the one action where nothing else is left to do', async () => {
    const app = hostedApp({ supportUrl: 'https://shop.example/help' });
    const links = (html: string) => html.match(/<a [^>]*href="https:\/\/shop\.example\/help"/g);
    expect(links((await app.text('/pay?amount=50')).html)).toHaveLength(1);
    const { path, headers } = await begin(app);
    expect(links((await app.text(path, headers)).html)).toEqual([
      '<a id="support" href="https://shop.example/help"',
    ]);
    app.gateway.port.pay(app.gateway.port.invoices[0]?.invoiceId ?? '', 30_000_000n);
    app.clock.advance(HOUR_MS);
    await app.send(path, {}, headers);
    const { html } = await app.text(path, headers);
    expect(html).toContain('Expired after part was paid.');
    expect(html).not.toContain('New code');
    expect(links(html)).toEqual(['<a id="help" class="key primary" href="https://shop.example/help"']);
  });
});
