import { randomBytes } from 'node:crypto';
import { fieldOf, readObject } from './json-body.ts';
import type { ApiKey } from './keys.ts';
import type { Route } from './router.ts';

const MODEL = 'BTCPayServer.Client.Models.CreateApiKeyRequest';
const KEY_BYTES = 20;

/**
 * The endpoints of API keys. What is deleted or made here lasts until the process ends. Not recorded, but by BTCPay's
 * code: a deletion is answered without a body, unlike its OpenAPI file says.
 */
export function keyRoutes(keys: Map<string, ApiKey>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/api-keys/current',
      access: 'key',
      run: ({ key }) => ({ status: 200, json: renderKey(key) }),
    },
    {
      method: 'DELETE',
      path: '/api/v1/api-keys/current',
      access: 'key',
      run: ({ key }) => {
        keys.delete(key?.key ?? '');
        return { status: 200 };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/api-keys',
      access: 'unrestricted',
      takesBody: true,
      run: ({ body }) => {
        const key = parseKey(body);
        keys.set(key.key, key);
        return { status: 200, json: renderKey(key) };
      },
    },
  ];
}

/** Names of permissions are taken as they are, each once: BTCPay takes ones that do not exist too. */
function parseKey(raw: string): ApiKey {
  const body = readObject(raw, MODEL);
  const [label, permissions] = [fieldOf(body, 'label'), fieldOf(body, 'permissions')];
  return {
    key: randomBytes(KEY_BYTES).toString('hex'),
    label: typeof label === 'string' ? label : '',
    permissions: Array.isArray(permissions) ? [...new Set(permissions.map(String))] : [],
  };
}

/** The real one echoes the key too: whoever logs this body leaks it. */
function renderKey(key: ApiKey | null): Record<string, unknown> {
  return { apiKey: key?.key, label: key?.label, permissions: key?.permissions };
}
