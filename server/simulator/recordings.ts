import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';

/** For the tests of the simulator: what a real BTCPay 2.4.1 answered and sent, and a way to ask the simulator the same. */

/** One recorded exchange. */
export interface RecordedExchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

/** One recorded webhook; `rawBodyUtf8` are the bytes that were signed. */
export interface RecordedWebhook {
  readonly name: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBodyUtf8: string;
  readonly secret: string;
}

/** The store of the recordings, its rates and name. */
export const RECORDED_STORE = {
  storeId: '6ACQCvi4iHVyieFfmsA2wX1MHJPjBhmxAVGA2fLVZ228',
  storeName: 'Example Store',
  rates: { USD: '60000', EUR: '50000' },
} as const;

/** Which permissions were enough alone for which endpoint, of 34 keys that called each. */
export interface PermissionRow {
  readonly endpoint: string;
  readonly missingPermissionNamed: string | null;
  readonly permissionsThatAreEnoughAlone: readonly string[];
}

const ours = load<RecordedExchange | { name: string; rows: readonly PermissionRow[] }>('simulator-exchanges');

/** All recorded exchanges, by name. */
export const exchanges: ReadonlyMap<string, RecordedExchange> = new Map(
  [...load<RecordedExchange>('btcpay-recorded-invoices'), ...ours.filter((row) => 'request' in row)].map(
    (exchange) => [exchange.name, exchange],
  ),
);

/** The recorded matrix of keys and endpoints. */
export const permissionMatrix: readonly PermissionRow[] = ours.flatMap((row) =>
  'rows' in row ? row.rows : [],
);

/** All recorded webhooks, in order of arrival within each folder. */
export const webhooks: readonly RecordedWebhook[] = load('btcpay-recorded-webhooks');

/** A recorded exchange; fails where the name is wrong. */
export function exchange(name: string): RecordedExchange {
  const found = exchanges.get(name);
  if (!found) throw new Error(`no recorded exchange ${name}`);
  return found;
}

/** The recorded webhooks of one folder, in order of arrival. */
export function webhooksOf(folder: string): RecordedWebhook[] {
  const found = webhooks.filter(({ name }) => name.startsWith(`webhooks/${folder}/`));
  if (found.length === 0) throw new Error(`no recorded webhooks in ${folder}`);
  return found;
}

/** An answer over HTTP, with the body read as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** Sends a request with exactly these headers. */
export function send(
  base: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<Answer> {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL(path, base), { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const content = Buffer.concat(chunks).toString('utf8');
        const json = /json/.test(response.headers['content-type'] ?? '');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: json && content ? JSON.parse(content) : content,
        });
      });
    });
    request.once('error', reject);
    request.end(text);
  });
}

/**
 * Replaces what differs from run to run (ids, hashes, times, addresses, signatures) by its kind; everything else,
 * values and the order of fields too, stays.
 */
export function normalise(text: string): string {
  return text
    .replace(/\\n\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d:(?!Error)[^\\]*(?=\\n)/g, '')
    .replace(/\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/g, '<date>')
    .replace(/"(lightning:)?ln(bcrt|bc)(\d*[munp]?)1[0-9a-z]{150,}"/g, '"$1<bolt11 $3>"')
    .replace(/"[0-9a-f]{66}@[^"]*"/g, '"<node>"')
    .replace(/"[0-9a-f]{64}"/g, '"<hash>"')
    .replace(/"00-[0-9a-f]{32}-[0-9a-f]{16}-00"/g, '"<trace>"')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, '<host>')
    .replace(/\b[1-9A-HJ-NP-Za-km-z]{40,44}\b/g, '<store>')
    .replace(/"(?!Invoice[A-Z])[1-9A-HJ-NP-Za-km-z]{20,30}"(?!:)/g, '"<id>"')
    .replace(/\/i\/[1-9A-HJ-NP-Za-km-z]{20,23}/g, '/i/<id>')
    .replace(/\b1[78]\d{8}\b/g, '<time>')
    .replace(/line 1, position \d+/g, '<position>');
}

/** `normalise` of a JSON value. */
export function shapeOf(value: unknown): string {
  return normalise(JSON.stringify(value));
}

function load<Row>(file: string): Row[] {
  // Trusted: recorded by us, and every field that a test rests on is compared.
  return JSON.parse(readFileSync(new URL(`../test/data/${file}.json`, import.meta.url), 'utf8'));
}
