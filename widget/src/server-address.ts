import { parseServerUrl } from './server.ts';

/** Where the backend serves the widget: at the root of its own origin. A public CDN never does. */
const SERVED_BY_BACKEND = /^\/lightning-pay(@[^/]+)?\.js$/;

/**
 * Finds the server of an element.
 *
 * @param attribute Its `server`, which is trusted configuration; null or empty for the server that the script came from.
 * @param script Address of the script: `import.meta.url`.
 * @throws CheckoutError `not_configured` where there is none, or it is not `https` (but for loopback).
 */
export function findServer(attribute: string | null, script: string): URL {
  if (attribute) return parseServerUrl(attribute);
  const url = new URL(script);
  return parseServerUrl(SERVED_BY_BACKEND.test(url.pathname) ? url.origin : '');
}
