import { attempt } from './attempt.ts';

/** Where the backend serves the widget: at the root of its own origin. A public CDN never does. */
const SERVED_BY_BACKEND = /^\/lightning-pay(@[^/]+)?\.js$/;

/** `localhost`, its subdomains, 127.0.0.0/8 and ::1, as `URL` writes them. */
const LOOPBACK = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Reads the address of the server: `https` only, but for loopback, and without credentials.
 *
 * @param text For example `https://pay.example.com`; a path is kept.
 * @returns The address with a trailing slash, without query and fragment.
 * @throws TypeError for anything else.
 */
export function parseServerUrl(text: string): URL {
  const url = attempt(() => new URL(text));
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!url || !isSafe || url.username || url.password) throw new TypeError('not an address of a server');
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/*$/, '/');
  return url;
}

/**
 * Finds the server of an element.
 *
 * @param attribute Its `server`, which is trusted configuration; null or empty for the server that the script came from.
 * @param script Address of the script: `import.meta.url`.
 * @throws TypeError where there is none, or it is not `https` (but for loopback).
 */
export function findServer(attribute: string | null, script: string): URL {
  if (attribute) return parseServerUrl(attribute);
  const url = new URL(script);
  return parseServerUrl(SERVED_BY_BACKEND.test(url.pathname) ? url.origin : '');
}
