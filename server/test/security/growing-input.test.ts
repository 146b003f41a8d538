import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORIGIN, READ_KEY } from '../acceptance/rig.ts';
import { growth } from './growth.ts';
import { startWatchedRig, type WatchedRig } from './watched-rig.ts';
import { BODY_CASES, HEADER_CASES } from './worst-cases.ts';

/** 16 times the input may take this much longer: linear work and room for noise, far below quadratic. */
const MOST = 32;

describe('input that grows', () => {
  let watched: WatchedRig;
  beforeAll(async () => {
    watched = await startWatchedRig();
  });
  afterAll(() => watched.rig.stop());

  it('A19 a long Access-Control-Request-Headers: 16 x the input takes at most 32 x the time', async () => {
    for (const make of [
      (length: number) => `a${' '.repeat(length)}a`,
      (length: number) => 'a,'.repeat(length / 2),
    ]) {
      for (const path of [
        '/v1/payments',
        '/v1/payments/pay_x/events',
        '/v1/merchant/payments',
        '/v1/config',
      ]) {
        const grown = await growth(async (length) => {
          const answer = await fetch(watched.rig.url + path, {
            method: 'OPTIONS',
            headers: {
              Origin: ORIGIN,
              'Access-Control-Request-Method': 'POST',
              'Access-Control-Request-Headers': make(length),
            },
          });
          expect(answer.status).toBe(204);
          expect(answer.headers.get('access-control-allow-headers')?.length).toBeLessThan(100);
        });
        expect(grown, path).toBeLessThanOrEqual(MOST);
      }
    }
  }, 120_000);

  it('A30 repeated parameters, arrays for scalars, unknown fields: 422; worst-case strings: 16 x takes at most 32 x', async () => {
    const { rig } = watched;
    const bodies = [
      ...['amount', 'currency', 'product', 'request', 'orderId', 'description', 'email', 'metadata'].flatMap(
        (name) =>
          [['x'], [['x']], { x: ['x'] }, 5, true, null].map((value) => ({ amount: '50', [name]: value })),
      ),
      ...['Amount', 'amount ', 'amount[]', 'price', 'status', 'id', 'toString', ''].map((name) => ({
        amount: '50',
        [name]: '50',
      })),
      ['amount', '50'],
    ];
    for (const body of bodies) {
      const answer = await rig.create(body);
      expect(answer.status, JSON.stringify(body)).toBe(422);
      await answer.body?.cancel();
    }
    const queries = [
      ...['status=new', 'orderId=a', 'reference=a', 'limit=5', 'cursor=a'].map((pair) => `${pair}&${pair}`),
      ...['from', 'to'].map((name) => `${name}=2026-11-23T09:00:00Z&${name}=2026-11-23T09:00:00Z`),
      ...[
        'page=1',
        'limit[]=5',
        'Limit=5',
        '__proto__=1',
        'constructor=1',
        'limit=5&x=1',
        'cursor=%00',
        'reference=%1b',
      ],
    ];
    for (const query of queries) {
      const answer = await fetch(`${rig.url}/v1/merchant/payments?${query}`, {
        headers: { Authorization: `Bearer ${READ_KEY}` },
      });
      expect(answer.status, query).toBe(422);
      await answer.body?.cancel();
    }
    for (const [name, send] of [...BODY_CASES, ...HEADER_CASES]) {
      const grown = await growth(async (length) => {
        const answer = await send(rig, length);
        expect(answer.status, name).toBeLessThan(500);
        await answer.arrayBuffer();
      });
      expect(grown, name).toBeLessThanOrEqual(MOST);
    }
  }, 120_000);
});
