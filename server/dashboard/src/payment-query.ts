import type { Query } from './merchant-api.ts';
import type { PaymentFilter } from './route.ts';
import { beginOfDay } from './show/time.ts';

/** What people type for what Crockford's alphabet leaves out. */
const MEANT: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/**
 * Reads a reference as people write it: any case, with or without dashes, `O` for `0`.
 *
 * @returns `LP-XXXX-XXXX`; null where it is none.
 * @see https://www.crockford.com/base32.html
 */
export function asReference(typed: string): string | null {
  const [, found] = /^LP([0-9A-TV-Z]{8})$/.exec(typed.toUpperCase().replaceAll(/[\s-]/g, '')) ?? [];
  if (found === undefined) return null;
  const meant = found.replaceAll(/[OIL]/g, (letter) => MEANT[letter] ?? letter);
  return `LP-${meant.slice(0, 4)}-${meant.slice(4)}`;
}

/** The query by which the server narrows its list to a filter: days are the reader's own, both ends included. */
export function paymentQuery({ status, search, from, to }: PaymentFilter): Query {
  const typed = search.trim();
  const reference = asReference(typed);
  return {
    status,
    ...(reference === null ? { orderId: typed } : { reference }),
    from: beginOfDay(from),
    to: beginOfDay(to, 1),
  };
}
