import type { IncomingHttpHeaders } from 'node:http';
import type { Btcpay } from './btcpay.ts';
import { parseCreateRequest } from './create-request.ts';
import { coded, invalid, missingPermission, Refusal, type Reply, UNREADABLE } from './errors.ts';
import { listInvoices } from './invoice-list.ts';
import { fieldOf, readObject } from './json-body.ts';
import { isAllowed, type Permission } from './keys.ts';
import { renderInvoice, renderNodeInvoice, renderPaymentMethods } from './render.ts';
import type { ApiRequest, Route } from './router.ts';
import type { Store } from './store.ts';
import type { StoredInvoice } from './stored-invoice.ts';

const VIEW = 'btcpay.store.canviewinvoices';
const MODIFY = 'btcpay.store.canmodifyinvoices';
const STATUS_NAMES = ['New', 'Processing', 'Expired', 'Invalid', 'Settled'];

/** The endpoints of invoices and of the node's view of them. */
export function invoiceRoutes(store: Store, btcpay: Btcpay, now: () => number): Route[] {
  const find = (request: ApiRequest, permission: Permission) => findInvoice(store, request, permission);
  const show = (invoice: StoredInvoice, request: ApiRequest): Reply => ({
    status: 200,
    json: renderInvoice(invoice, store, isTrue(request.query.get('includePaymentMethods'))),
  });
  const get: Route['run'] = (request) => show(find(request, VIEW), request);
  const methods: Route['run'] = (request) => {
    const invoice = find(request, VIEW);
    if (isTrue(request.query.get('includeSensitive'))) requireStoreSettings(request, store);
    return { status: 200, json: renderPaymentMethods(invoice, store.node) };
  };
  const markStatus: Route['run'] = (request) => {
    const before = find(request, MODIFY);
    if (!markAs(btcpay, before, request.body)) throw unmarkable();
    // BTCPay answers with the state from before the mark.
    return show(before, request);
  };
  return [
    {
      method: 'POST',
      path: '/api/v1/stores/:storeId/invoices',
      access: 'btcpay.store.cancreateinvoice',
      takesBody: true,
      run: async (request) => {
        const invoice = await btcpay.create(parseCreateRequest(request.body), originOf(request.headers));
        return { status: 200, json: renderInvoice(invoice, store, false) };
      },
    },
    {
      method: 'GET',
      path: '/api/v1/stores/:storeId/invoices',
      access: VIEW,
      run: ({ query }) => {
        const withMethods = isTrue(query.get('includePaymentMethods'));
        const page = listInvoices(store.invoices.values(), query);
        return { status: 200, json: page.map((invoice) => renderInvoice(invoice, store, withMethods)) };
      },
    },
    ...both('GET', '/invoices/:invoiceId', VIEW, get),
    ...both('GET', '/invoices/:invoiceId/payment-methods', VIEW, methods),
    ...both('POST', '/invoices/:invoiceId/status', MODIFY, markStatus).map((route) => ({
      ...route,
      takesBody: true,
    })),
    {
      method: 'GET',
      path: '/api/v1/stores/:storeId/lightning/:crypto/invoices/:reference',
      access: 'btcpay.store.canviewlightninginvoice',
      run: ({ params }) => nodeInvoice(store, btcpay, params, now()),
    },
  ];
}

/** BTCPay serves what belongs to one invoice under the store and on its own. */
function both(method: Route['method'], path: string, access: Permission, run: Route['run']): Route[] {
  return ['/api/v1/stores/:storeId', '/api/v1'].map((base) => ({
    method,
    path: `${base}${path}`,
    access,
    run,
  }));
}

function findInvoice(store: Store, request: ApiRequest, permission: Permission): StoredInvoice {
  const { invoiceId = '' } = request.params;
  const invoice = store.invoices.get(invoiceId);
  // Measured: an unknown invoice is a missing permission, with every key.
  if (!invoice) throw missingPermission(permission);
  return invoice;
}

function requireStoreSettings({ key }: ApiRequest, store: Store): void {
  const permission = 'btcpay.store.canmodifystoresettings';
  if (key && isAllowed(key, permission, store.id)) return;
  // This one is decided inside the endpoint, so its content type has a charset.
  throw new Refusal({ status: 403, json: missingPermission(permission).reply.json });
}

function markAs(btcpay: Btcpay, invoice: StoredInvoice, raw: string): boolean {
  const asked =
    fieldOf(readObject(raw, 'BTCPayServer.Client.Models.MarkInvoiceStatusRequest'), 'status') ?? 'New';
  const status = STATUS_NAMES.find((name) => name.toLowerCase() === String(asked).toLowerCase());
  if (!status) {
    const at = raw.indexOf(`"${asked}"`) + String(asked).length + 2;
    const message = `Error converting value ${JSON.stringify(asked)} to type 'BTCPayServer.Client.Models.InvoiceStatus'. Path 'status', line 1, position ${at}.`;
    throw invalid({ path: 'status', message }, UNREADABLE);
  }
  return (status === 'Settled' || status === 'Invalid') && btcpay.mark(invoice, status);
}

function unmarkable(): Refusal {
  const message = 'Status can only be marked to invalid or settled within certain conditions.';
  return invalid({ path: 'Status', message });
}

function nodeInvoice(
  store: Store,
  btcpay: Btcpay,
  { crypto = '', reference = '' }: Readonly<Record<string, string>>,
  nowMs: number,
): Reply {
  if (crypto.toUpperCase() !== 'BTC')
    throw coded(404, 'unknown-cryptocode', "This crypto code isn't set up in this BTCPay Server instance");
  if (btcpay.nodeFaults.down)
    throw coded(
      503,
      'lightning-node-unavailable',
      'The lightning node is unavailable (SocketException: Connection refused)',
    );
  const found = store.node.find(reference);
  if (!found) throw coded(404, 'invoice-not-found', 'Impossible to find a lightning invoice with this id');
  return { status: 200, json: renderNodeInvoice(found, nowMs) };
}

/** Scheme and host of a request: BTCPay builds its links from them. */
export function originOf(headers: IncomingHttpHeaders): string {
  const forwarded = (name: string) => headers[name]?.toString().split(',')[0]?.trim();
  const host = forwarded('x-forwarded-host') ?? headers.host ?? 'localhost';
  return `${forwarded('x-forwarded-proto') ?? 'http'}://${host}`;
}

function isTrue(value: string | null): boolean {
  return value?.toLowerCase() === 'true';
}
