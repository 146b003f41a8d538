import { describe, expect, it } from 'vitest';
import { FakeClock, flush } from '../test/fixtures/fake-clock.ts';
import { parseLimits, readLimits } from './amount-limits.ts';

const CONFIG = {
  currencies: [
    { code: 'USD', min: '20.00', max: '100.00' },
    { code: 'SATS', min: '1000', max: '200000' },
  ],
  openAmounts: true,
};

/** A server that gives this answer, or none. */
function ask(answer: Response | Error | null, currency = 'USD') {
  const clock = new FakeClock();
  const stop = new AbortController();
  const calls: { url: string; init: RequestInit }[] = [];
  const limits = readLimits({
    server: new URL('https://pay.example.com/shop/'),
    currency,
    signal: stop.signal,
    clock,
    fetch(url, init = {}) {
      calls.push({ url: String(url), init });
      if (answer instanceof Response) return Promise.resolve(answer);
      if (answer) return Promise.reject(answer);
      return new Promise((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    },
  });
  return { limits, calls, clock, stop };
}

describe('readLimits', () => {
  it('asks the server for its limits, without cookies', async () => {
    const { limits, calls, clock } = ask(Response.json(CONFIG));
    expect(await limits).toEqual({ min: '20.00', max: '100.00' });
    expect(calls).toMatchObject([
      { url: 'https://pay.example.com/shop/v1/config', init: { credentials: 'omit', cache: 'default' } },
    ]);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['a broken network', new TypeError('failed')],
    ['an error', Response.json(CONFIG, { status: 503 })],
    ['something else than JSON', new Response('<html>')],
    ['null', Response.json(null)],
  ])('knows none after %s', async (_, answer) => {
    const { limits, clock } = ask(answer);
    expect(await limits).toBeNull();
    expect(clock.pending).toBe(0);
  });

  it('waits 5 s for an answer', async () => {
    const { limits, calls, clock } = ask(null);
    await clock.advance(4_999);
    expect(calls[0]?.init.signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await limits).toBeNull();
    expect(clock.pending).toBe(0);
  });

  it('ends its request when it is told to', async () => {
    const { limits, calls, clock, stop } = ask(null);
    await flush();
    stop.abort();
    expect(await limits).toBeNull();
    expect(calls[0]?.init.signal?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

describe('parseLimits', () => {
  it.each([
    ['USD', { min: '20.00', max: '100.00' }],
    ['SATS', { min: '1000', max: '200000' }],
    ['EUR', null],
    ['usd', null],
  ])('of %s are %j', (currency, limits) => {
    expect(parseLimits(CONFIG, currency)).toEqual(limits);
  });

  it('have the decimals of their currency, however they are written', () => {
    const limits = parseLimits({ currencies: [{ code: 'USD', min: '20', max: '99.5' }] }, 'USD');
    expect(limits).toEqual({ min: '20.00', max: '99.50' });
  });

  it.each([
    undefined,
    null,
    'config',
    {},
    { currencies: null },
    { currencies: { USD: 1 } },
    { currencies: [null, 1, 'USD', {}] },
    { currencies: [{ code: 'USD' }] },
    { currencies: [{ code: 'USD', min: '20.00', max: 'much' }] },
    { currencies: [{ code: 'USD', min: '-1', max: '100.00' }] },
    { currencies: [{ code: 'USD', min: '20.001', max: '100.00' }] },
  ])('are null where the server says %j', (config) => {
    expect(parseLimits(config, 'USD')).toBeNull();
  });
});
