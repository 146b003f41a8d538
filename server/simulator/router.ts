import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './errors.ts';
import type { ApiKey, Permission } from './keys.ts';

/** A request that passed the checks of its route. */
export interface ApiRequest {
  /** Values of the `:name` segments of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The caller's key; `null` on open routes. */
  readonly key: ApiKey | null;
}

/** One endpoint. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** For example `/api/v1/stores/:storeId/invoices`. */
  readonly path: string;
  /** `open` needs no key, `key` any valid one. */
  readonly access: Permission | 'key' | 'open';
  /** Whether the request must bring JSON. */
  readonly takesBody?: boolean;
  readonly run: (request: ApiRequest) => Reply | Promise<Reply>;
}

/** A route and the values of its path. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Finds the route of a request. Paths are compared without regard to case and to a trailing slash, as ASP.NET does;
 * ids keep their case.
 *
 * @returns The match, or the status of BTCPay's empty answer: 404 for an unknown path, 405 for another method.
 */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | 404 | 405 {
  const segments = segmentsOf(path);
  let known = false;
  for (const route of routes) {
    const params = matchSegments(segmentsOf(route.path), segments);
    if (params && route.method === method) return { route, params };
    known ||= params !== null;
  }
  return known ? 405 : 404;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matchSegments(pattern: readonly string[], actual: readonly string[]): Record<string, string> | null {
  if (pattern.length !== actual.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = actual[index] ?? '';
    if (expected.startsWith(':')) params[expected.slice(1)] = decode(given);
    else if (expected.toLowerCase() !== given.toLowerCase()) return null;
  }
  return params;
}
