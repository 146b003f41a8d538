import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { missingPermission, unauthenticated, unsupportedMediaType } from './errors.ts';
import { type ApiKey, isAllowed, tokenOf } from './keys.ts';
import type { Match } from './router.ts';

/**
 * Lets a request in, or not.
 *
 * @returns The caller's key, `null` on an open route.
 * @throws Refusal 401 without a valid key; 403 without the permission and for any other store; 415 for a body that
 *   is not JSON, which BTCPay looks at last.
 */
export function admit(
  { route, params }: Match,
  headers: IncomingHttpHeaders,
  keys: ReadonlyMap<string, ApiKey>,
  storeId: string,
): ApiKey | null {
  if (route.access === 'open') return null;
  const key = authenticate(headers.authorization, keys);
  if (route.access !== 'key') {
    const { storeId: store = storeId } = params;
    if (store !== storeId || !isAllowed(key, route.access, store)) throw missingPermission(route.access);
  }
  if (route.takesBody && !/^application\/([\w.-]+\+)?json\b/i.test(headers['content-type'] ?? ''))
    throw unsupportedMediaType(`00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`);
  return key;
}

function authenticate(authorization: string | undefined, keys: ReadonlyMap<string, ApiKey>): ApiKey {
  if (/^basic\s/i.test(authorization ?? '')) throw unauthenticated('Failed');
  const token = tokenOf(authorization);
  if (token === null) throw unauthenticated('Authentication is required for accessing this endpoint');
  const key = keys.get(token);
  if (!key) throw unauthenticated('ApiKey authentication failed: Unknown API Key');
  return key;
}
