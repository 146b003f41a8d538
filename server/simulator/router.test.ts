import { describe, expect, it } from 'vitest';
import { findRoute, type Route } from './router.ts';

const run = () => ({ status: 200 });
const ROUTES: Route[] = [
  { method: 'GET', path: '/api/v1/stores/:storeId/invoices/:invoiceId', access: 'key', run },
  { method: 'PUT', path: '/api/v1/stores/:storeId/invoices/:invoiceId', access: 'key', run },
];

describe('findRoute', () => {
  it.each(['/api/v1/stores/S/invoices/aB', '/API/V1/Stores/S/Invoices/aB', '/api/v1/stores/S/invoices/aB/'])(
    'finds %s and keeps the case of ids',
    (path) => {
      const match = findRoute(ROUTES, 'PUT', path);
      expect(match).toEqual({ route: ROUTES[1], params: { storeId: 'S', invoiceId: 'aB' } });
    },
  );

  it.each([
    ['PATCH', '/api/v1/stores/S/invoices/I', 405],
    ['HEAD', '/api/v1/stores/S/invoices/I', 405],
    ['GET', '/api/v1/stores/S/invoices/I/more', 404],
    ['GET', '/', 404],
  ])('%s %s is %i', (method, path, status) => expect(findRoute(ROUTES, method, path)).toBe(status));

  it('takes a segment that cannot be decoded as it is', () => {
    expect(findRoute(ROUTES, 'GET', '/api/v1/stores/S/invoices/%zz')).toMatchObject({
      params: { invoiceId: '%zz' },
    });
  });
});
