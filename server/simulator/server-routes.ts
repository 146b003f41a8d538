import type { Route } from './router.ts';

/** The endpoints that belong to no store: health and the caller's own key. */
export function serverRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/health',
      access: 'open',
      run: () => ({ status: 200, json: { synchronized: true } }),
    },
    {
      method: 'GET',
      path: '/api/v1/api-keys/current',
      access: 'key',
      // The real one echoes the key too: whoever logs this body leaks it.
      run: ({ key }) => ({
        status: 200,
        json: { apiKey: key?.key, label: key?.label, permissions: key?.permissions },
      }),
    },
  ];
}
