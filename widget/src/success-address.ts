import { webAddress } from './web-address.ts';

/** The only thing of the payment that is written into an address: not the secret, not the receipt. */
const PARAMETER = 'lp_payment';

/**
 * Where the page goes once it is paid: the owner's address with `lp_payment=<id>` and nothing else added. Its own query
 * and fragment stay as they are written.
 *
 * @param attribute `success-url`, relative or absolute.
 * @param paymentId `pay_…`.
 * @param base Address of the page.
 * @returns Null without one, and where it is not `http` or `https`: `javascript:` would run in the page.
 */
export function successAddress(attribute: string | null, paymentId: string, base: string): URL | null {
  const url = webAddress(attribute, base, ['https:', 'http:']);
  if (!url) return null;
  // Not by `searchParams`, which would write the owner's own parameters anew: `?a` as `?a=`, `%20` as `+`.
  const own = url.search.slice(1).split('&');
  const others = own.filter((part) => part && part.split('=', 1)[0] !== PARAMETER);
  url.search = [...others, `${PARAMETER}=${encodeURIComponent(paymentId)}`].join('&');
  return url;
}
