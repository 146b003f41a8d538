/** What the list of payments is narrowed to; every field as it stands in the form, empty where it is not used. */
export interface PaymentFilter {
  readonly status: string;
  /** An order id, or a reference. */
  readonly search: string;
  /** Day in the reader's time zone, as `2026-11-24`. */
  readonly from: string;
  /** The last day, itself included. */
  readonly to: string;
}

/** What is shown. `after` is the cursor of a list's page, empty for the first. */
export type Route =
  | { readonly view: 'overview' }
  | { readonly view: 'payments'; readonly filter: PaymentFilter; readonly after: string }
  | { readonly view: 'payment'; readonly id: string }
  | { readonly view: 'deliveries'; readonly state: string; readonly after: string }
  | { readonly view: 'products'; readonly after: string }
  | { readonly view: 'nowhere' };

/** The list of payments as it is without a filter. */
export const NO_FILTER: PaymentFilter = { status: '', search: '', from: '', to: '' };

/**
 * Reads the part of the address after `#`.
 *
 * @param hash With or without `#`; empty is the overview.
 */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [view, id, ...more] = path.split('/');
  const given = new URLSearchParams(query);
  const of = (name: string) => given.get(name) ?? '';
  if (more.length > 0) return { view: 'nowhere' };
  if (id !== undefined)
    return view === 'payments' && id !== '' ? { view: 'payment', id: decoded(id) } : { view: 'nowhere' };
  switch (view) {
    case '':
      return { view: 'overview' };
    case 'payments': {
      const filter = { status: of('status'), search: of('search'), from: of('from'), to: of('to') };
      return { view, filter, after: of('after') };
    }
    case 'deliveries':
      return { view, state: of('state'), after: of('after') };
    case 'products':
      return { view, after: of('after') };
    default:
      return { view: 'nowhere' };
  }
}

/** The address of a route, with `#`. */
export function hrefOf(route: Route): string {
  switch (route.view) {
    case 'overview':
    case 'nowhere':
      return '#/';
    case 'payment':
      return `#/payments/${encodeURIComponent(route.id)}`;
    case 'payments':
      return `#/payments${query({ ...route.filter, after: route.after })}`;
    case 'deliveries':
      return `#/deliveries${query({ state: route.state, after: route.after })}`;
    case 'products':
      return `#/products${query({ after: route.after })}`;
  }
}

function query(fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // typed by hand: the server will not know it
  }
}
