import { readFileSync } from 'node:fs';

/** One HTTP exchange with a real BTCPay 2.4.1, as it was on the wire (keys redacted). */
export interface RecordedExchange {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly response: { readonly status: number; readonly body: unknown };
}

/** One webhook of a real BTCPay 2.4.1, with its exact bytes. */
export interface RecordedWebhook {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBodyBase64: string;
  readonly secret: string;
  readonly signatureVerifies: boolean;
}

/** Exchanges of what the gateway uses: creations, readings, lists, payment methods, the key, and refusals. */
export const recordedExchanges: readonly RecordedExchange[] = load('invoices');

/** Webhooks that were signed with `example-webhook-secret`, in their order of arrival within each folder. */
export const recordedWebhooks: readonly RecordedWebhook[] = load('webhooks');

/** The exchange of that name. */
export function recordedExchange(name: string): RecordedExchange {
  const exchange = recordedExchanges.find((candidate) => candidate.name === name);
  if (exchange === undefined) throw new Error(`no recorded exchange ${name}`);
  return exchange;
}

function load<Row>(name: 'invoices' | 'webhooks'): Row[] {
  // Trusted: our own file, and every field that the tests rest on is checked by them.
  return JSON.parse(readFileSync(new URL(`../data/btcpay-recorded-${name}.json`, import.meta.url), 'utf8'));
}
