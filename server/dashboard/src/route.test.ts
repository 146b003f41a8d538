import { describe, expect, it } from 'vitest';
import { hrefOf, NO_FILTER, parseRoute, type Route } from './route.ts';

const ROUTES: readonly Route[] = [
  { view: 'overview' },
  { view: 'payments', filter: NO_FILTER, after: '' },
  {
    view: 'payments',
    filter: { status: 'settled', search: 'A & 1/2#ü?', from: '2026-11-01', to: '2026-11-24' },
    after: 'pay_1',
  },
  { view: 'payment', id: 'pay_a/b#c' },
  { view: 'deliveries', state: 'dead', after: '' },
  { view: 'deliveries', state: '', after: 'evt_1' },
  { view: 'products', after: 'planter' },
];

describe('parseRoute', () => {
  it.each(ROUTES)('reads what hrefOf wrote: %j', (route) => {
    expect(parseRoute(hrefOf(route))).toEqual(route);
  });

  it.each(['', '#', '#/'])('is the overview at %j', (hash) => {
    expect(parseRoute(hash)).toEqual({ view: 'overview' });
  });

  it.each(['#/none', '#/payments/a/b', '#/payments/', '#/products/x', '#//'])('knows no place %j', (hash) => {
    expect(parseRoute(hash)).toEqual({ view: 'nowhere' });
  });

  it('takes an id that is badly encoded as it is', () => {
    expect(parseRoute('#/payments/%zz')).toEqual({ view: 'payment', id: '%zz' });
  });
});
