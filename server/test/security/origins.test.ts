import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey, ORIGIN, type Rig } from '../acceptance/rig.ts';
import { askEveryRoute, type Exchange } from './every-route.ts';
import { startWatchedRig, type WatchedRig } from './watched-rig.ts';

const NEAR_MISSES = [
  'null',
  'https://shop.example.evil.com',
  'https://evilshop.example',
  'https://shop.example:8443',
  'http://shop.example',
  'https://shop.example.',
  'https://shop.example/',
  'https://SHOP.example',
  'https://sub.shop.example',
  'https://shop.example, https://evil.example',
  'https://shop.example@evil.example',
];

describe('origins', () => {
  let watched: WatchedRig;
  let open: WatchedRig;
  beforeAll(async () => {
    watched = await startWatchedRig();
    open = await startWatchedRig({ settings: { allowedOrigins: '*' } });
  });
  afterAll(async () => {
    await watched.rig.stop();
    await open.rig.stop();
  });

  it('A17 a creation from an origin that only looks like a listed one is refused by the server; no Origin is allowed', async () => {
    const { rig } = watched;
    for (const origin of NEAR_MISSES) {
      const refused = await rig.create({ amount: '50' }, { Origin: origin });
      const problem = (await refused.json()) as { code: string };
      expect(`${refused.status} ${problem.code}`, origin).toBe('403 origin_not_allowed');
      expect(refused.headers.get('access-control-allow-origin'), origin).toBeNull();
      const preflight = await fetch(`${rig.url}/v1/payments`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });
      expect(preflight.headers.get('access-control-allow-origin'), origin).toBeNull();
    }
    expect(await rig.btcpayInvoices()).toEqual([]);
    for (const headers of [{}, { Origin: ORIGIN }, { Origin: 'https://pay.example.com' }]) {
      expect((await rig.create({ amount: '50' }, headers)).status, JSON.stringify(headers)).toBe(201);
    }
  }, 120_000);

  it('A18 no answer pairs a wildcard or reflected origin with credentials', async () => {
    const seen: Exchange[] = [];
    for (const { rig } of [watched, open]) {
      const payment = await rig.createPayment();
      for (const origin of [ORIGIN, 'https://evil.example']) {
        const cookie = { Cookie: 'session=1', 'Access-Control-Request-Credentials': 'true' };
        const exchanges = await askEveryRoute(rig, payment, { Origin: origin, ...cookie });
        for (const { request, headers } of exchanges) {
          const allowed = headers.get('access-control-allow-origin');
          expect(headers.get('access-control-allow-credentials'), `${request} from ${origin}`).toBeNull();
          expect([null, '*', ORIGIN], `${request} from ${origin}`).toContain(allowed);
          // What differs by origin must not be kept for another one.
          if (allowed === ORIGIN) expect(headers.get('vary'), request).toMatch(/\bOrigin\b/i);
        }
        seen.push(...exchanges);
      }
    }
    const allowing = new Set(seen.map(({ headers }) => headers.get('access-control-allow-origin')));
    expect(allowing, 'each kind of answer was seen').toEqual(new Set([null, '*', ORIGIN]));
  }, 120_000);

  it('A20 JSON without a preflight, as text or form data, is refused with 415; the hosted page’s form from elsewhere with 403', async () => {
    const { rig } = watched;
    const before = await rig.btcpayInvoices();
    const types = ['text/plain', 'text/plain;charset=utf-8', 'application/x-www-form-urlencoded'];
    const sneaked = [
      'multipart/form-data; boundary=x',
      'text/plain; application/json',
      'application/jsonp',
      '',
    ];
    for (const type of [...types, ...sneaked]) {
      for (const origin of [{}, { Origin: ORIGIN }]) {
        const answer = await fetch(`${rig.url}/v1/payments`, {
          method: 'POST',
          headers: { 'Idempotency-Key': newKey(), ...origin, 'Content-Type': type },
          body: '{"amount":"50"}',
        });
        const problem = (await answer.json()) as { code: string };
        expect(`${answer.status} ${problem.code}`, type).toBe('415 unsupported_media_type');
      }
    }
    const form = new FormData();
    form.set('amount', '50');
    const posted = await fetch(`${rig.url}/v1/payments`, {
      method: 'POST',
      headers: { 'Idempotency-Key': newKey() },
      body: form,
    });
    expect(posted.status).toBe(415);
    expect(await rig.btcpayInvoices()).toEqual(before);
    const typed = await rig.create({ amount: '50' }, { 'Content-Type': 'Application/JSON; charset=utf-8' });
    expect(typed.status, 'the control').toBe(201);
    await expectOwnFormsOnly(rig);
  }, 120_000);
});

/** The hosted page's form mints and renews for the server's own origin alone, whatever cookie comes with it. */
async function expectOwnFormsOnly(rig: Rig): Promise<void> {
  const payment = await rig.createPayment();
  const before = await rig.btcpayInvoices();
  const send = (headers: Record<string, string>, to = '/pay') =>
    fetch(rig.url + to, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: `lp_client_secret=${payment.clientSecret}`, ...headers },
      body: new URLSearchParams({ amount: '50', key: newKey() }),
    });
  const others = [...NEAR_MISSES, ORIGIN, 'https://pay.example.com.evil.com', 'http://pay.example.com'];
  for (const headers of [{}, ...others.map((origin) => ({ Origin: origin }))]) {
    for (const to of ['/pay', `/pay/${payment.id}`]) {
      const refused = await send(headers, to);
      expect(refused.status, JSON.stringify(headers)).toBe(403);
      expect(refused.headers.get('set-cookie')).toBeNull();
    }
  }
  expect(await rig.btcpayInvoices()).toEqual(before);
  const own = await send({ Origin: 'https://pay.example.com' });
  expect(own.status, 'the control').toBe(303);
}
