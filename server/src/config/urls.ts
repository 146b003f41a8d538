import { BadValue, type Grammar } from './env-reader.ts';
import { listOf } from './grammar.ts';

/** Whether a URL's host is this machine, as browsers decide it: plain http to it is a secure context. */
export function isLoopback(url: Pick<URL, 'hostname'>): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname);
}

function parseUrl(text: string, protocols: readonly string[]): URL {
  if (/\s/.test(text) || !URL.canParse(text)) throw new BadValue('is not a URL');
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) throw new BadValue('has another scheme');
  return url;
}

function refuseExtras(url: URL): void {
  if (url.username !== '' || url.password !== '') throw new BadValue('holds a user name or password');
  // `href` also shows a query or fragment that is there but empty.
  if (/[?#]/.test(url.href)) throw new BadValue('holds a query or a fragment');
}

function refusePlainHttp(url: URL): void {
  if (url.protocol === 'http:' && !isLoopback(url)) throw new BadValue('is plain http to another machine');
}

const withoutTrailingSlash = (url: URL) => url.origin + url.pathname.replace(/\/+$/, '');

/** Where this server is reached from outside; origin and path, without a slash at the end. */
export const publicUrl: Grammar<string> = {
  hint: 'the https URL of this server as customers reach it, as https://pay.example.com (http only on this machine)',
  parse(text) {
    const url = parseUrl(text, ['https:', 'http:']);
    refuseExtras(url);
    refusePlainHttp(url);
    return withoutTrailingSlash(url);
  },
};

/** Where the merchant's BTCPay is reached; http too, since it is often a neighbour in one private network. */
export const gatewayUrl: Grammar<string> = {
  hint: 'the URL of your BTCPay Server, as https://btcpay.example.com',
  parse(text) {
    const url = parseUrl(text, ['https:', 'http:']);
    refuseExtras(url);
    return withoutTrailingSlash(url);
  },
};

/** An `Origin` header's exact value. @see https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin */
const origin: Grammar<string> = {
  hint: 'an origin',
  parse(text) {
    const url = parseUrl(text, ['https:', 'http:']);
    if (url.origin !== text)
      throw new BadValue('is not exactly what a browser sends (no path, no slash at the end)');
    refusePlainHttp(url);
    return text;
  },
};

/** Pages that may create payments: exact origins, or any. */
export const allowedOrigins: Grammar<'*' | readonly string[]> = {
  hint: 'exact origins, comma-separated, as https://shop.example,https://www.shop.example (http only on this machine), or * alone',
  parse: (text) => (text === '*' ? text : listOf(origin, 'origins').parse(text)),
};

/** A page or mailbox where customers get help. */
export const supportUrl: Grammar<string> = {
  hint: 'an https or mailto URL where customers get help',
  parse(text) {
    const url = parseUrl(text, ['https:', 'mailto:']);
    if (url.username !== '' || url.password !== '') throw new BadValue('holds a user name or password');
    return url.href;
  },
};

/** A URL with one of some schemes, as the service at its other end defines it. */
export function urlWith(protocols: readonly string[], hint: string): Grammar<string> {
  return { hint, parse: (text) => parseUrl(text, protocols).href };
}
