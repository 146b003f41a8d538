import type { Route } from './router.ts';

/** The endpoint that belongs to no store and needs no key. */
export function serverRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/health',
      access: 'open',
      run: () => ({ status: 200, json: { synchronized: true } }),
    },
  ];
}
