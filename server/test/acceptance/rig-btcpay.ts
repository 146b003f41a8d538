import type { ApiKey } from '../../simulator/keys.ts';
import { createBtcpayGateway } from '../../src/btcpay/client.ts';
import { createInvoiceList } from '../../src/btcpay/invoice-list.ts';
import { createBtcpayRefunds } from '../../src/btcpay/refunds.ts';
import type { Ports } from '../../src/compose.ts';
import type { Gateway } from '../../src/payments/ports.ts';
import { TIMINGS, type Timings } from '../../src/timings.ts';
import { dummySecret } from '../required-env.ts';

/** The store that a rig's server works with, and its keys at BTCPay. */
export const STORE_ID = 'store1';
export const API_KEY = dummySecret(40, 'k');
export const REFUND_API_KEY = dummySecret(40, 'f');

/** Those keys as BTCPay knows them. @param refunds What the second may do, as `cancreatenonapprovedpullpayments`. */
export function keysAtBtcpay(refunds: readonly string[] = []): readonly ApiKey[] {
  const scoped = (name: string) => `btcpay.store.${name}:${STORE_ID}`;
  const permissions = ['cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice'].map(scoped);
  return [
    { key: API_KEY, label: 'server', permissions },
    { key: REFUND_API_KEY, label: 'refunds', permissions: refunds.map(scoped) },
  ];
}

/** The real client of a BTCPay elsewhere, or with another key. */
export function gatewayAt(
  url: string,
  apiKey = API_KEY,
  { ttlMinutes = 60, timings = TIMINGS } = {},
): Gateway {
  return createBtcpayGateway({ url, apiKeys: [apiKey], storeId: STORE_ID, ttlMinutes, timings, fetch });
}

/** The real clients of a rig's BTCPay. */
export function btcpayPorts(
  url: string,
  options: { readonly ttlMinutes: number; readonly timings: Timings; readonly hasRefunds: boolean },
): Pick<Ports, 'gateway' | 'invoices' | 'refunds'> {
  const { timings, hasRefunds } = options;
  const common = { url, storeId: STORE_ID, timings, fetch };
  return {
    gateway: gatewayAt(url, API_KEY, options),
    invoices: createInvoiceList({ ...common, apiKeys: [API_KEY] }),
    refunds: hasRefunds ? createBtcpayRefunds({ ...common, apiKeys: [REFUND_API_KEY] }) : null,
  };
}
