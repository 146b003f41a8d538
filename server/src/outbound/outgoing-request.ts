import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { bareHost, isPublicAddress, judgeUrl } from './address-guard.ts';

/** One request to an address that a merchant chose. */
export interface OutgoingRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it. */
export type OutgoingAnswer =
  | { readonly status: number; readonly retryAfterMs: number | null }
  /** No answer, and why. */
  | { readonly status: null; readonly reason: OutgoingFailure };

/** Why there was no answer. `address_refused`: it was not asked at all. */
export type OutgoingFailure = 'address_refused' | 'dns' | 'refused' | 'tls' | 'timeout' | 'connection_lost';

/** What requests stand on. */
export interface OutgoingOptions {
  /** `PRIVATE_HOSTS`, as `normalHost` writes them. */
  readonly privateHosts: readonly string[];
  /** For the whole of it, ms. */
  readonly deadlineMs: number;
  /** All addresses of a name; the system's resolver if absent. */
  readonly resolve?: (name: string) => Promise<readonly { address: string; family: number }[]>;
}

/** Bytes of an answer that are read, and thrown away; a longer one is cut. */
export const MOST_ANSWER_BYTES = 64 * 1024;

/** The name has an address that is not public. */
class AddressRefused extends Error {}

/**
 * Posts to an address that a merchant chose, and to no other: what a name resolves to is checked, and the connection goes
 * to an address that was. Redirects are not followed, nothing of the answer's body is kept.
 *
 * @returns Never throws.
 */
export async function post(
  { url: target, headers, body }: OutgoingRequest,
  { privateHosts, deadlineMs, resolve = resolveAll }: OutgoingOptions,
): Promise<OutgoingAnswer> {
  const url = URL.canParse(target) ? new URL(target) : null;
  const verdict = url === null ? 'refused' : judgeUrl(url, privateHosts);
  if (url === null || verdict === 'refused') return { status: null, reason: 'address_refused' };
  const options: RequestOptions = {
    method: 'POST',
    host: bareHost(url),
    port: url.port,
    path: url.pathname + url.search,
    headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
    // A connection of its own each time: a kept one would outlive what its address was checked for.
    agent: false,
    lookup: guardedLookup(resolve, verdict === 'private_host'),
    signal: AbortSignal.timeout(deadlineMs),
  };
  try {
    return await exchange(url.protocol === 'https:' ? httpsRequest : httpRequest, options, body);
  } catch (error) {
    return { status: null, reason: failureOf(error) };
  }
}

/** Sends, and waits until all is over: the answer read, cut, or given up. */
function exchange(
  request: typeof httpRequest,
  options: RequestOptions,
  body: string,
): Promise<OutgoingAnswer> {
  return new Promise((resolve, reject) => {
    let head: OutgoingAnswer | undefined;
    const outgoing = request(options, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      head = { status, retryAfterMs: retryAfter(headers['retry-after'], Date.now()) };
      drain(answer, () => outgoing.destroy());
    });
    outgoing.on('error', (error) => (head === undefined ? reject(error) : resolve(head)));
    // The status says it all, also where the rest of the answer never came, or was cut off.
    outgoing.on('close', () => (head === undefined ? reject(new Error('closed')) : resolve(head)));
    outgoing.end(body);
  });
}

/** Reads an answer to its end, or as much of it as is read of any. */
function drain(answer: IncomingMessage, done: () => void): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= MOST_ANSWER_BYTES) done();
  });
  answer.on('end', done);
  answer.on('error', done);
}

/**
 * Makes the `lookup` of a connection: Node connects to what it gives, so what was checked is what is connected to. Of a
 * name with one private address none is taken.
 *
 * @param anyAddress Whether the host is one of `PRIVATE_HOSTS`.
 */
export function guardedLookup(
  resolve: NonNullable<OutgoingOptions['resolve']>,
  anyAddress: boolean,
): LookupFunction {
  return (name, { all }, callback) => {
    const answer = async () => {
      const addresses = await resolve(name);
      const [first] = addresses;
      if (first === undefined) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
      if (!anyAddress && !addresses.every(({ address }) => isPublicAddress(address))) {
        throw new AddressRefused('not public');
      }
      return { first, addresses };
    };
    answer().then(
      ({ first, addresses }) =>
        all ? callback(null, [...addresses]) : callback(null, first.address, first.family),
      (error: NodeJS.ErrnoException) => callback(error, '', 4),
    );
  };
}

function resolveAll(name: string): Promise<readonly { address: string; family: number }[]> {
  return lookup(name, { all: true });
}

/**
 * Reads a `Retry-After`: seconds or a date.
 *
 * @returns Milliseconds from now, 0 or more; null where there is none that can be read.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 */
export function retryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  if (!/^[A-Z][a-z]+,? /.test(value)) return null;
  // Date.parse alone would take almost anything, as -5.
  const atMs = / GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO)/;

function failureOf(error: unknown): OutgoingFailure {
  if (error instanceof AddressRefused) return 'address_refused';
  const { code, name } = error as NodeJS.ErrnoException; // what Node's client fails with
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT') return 'timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  return code !== undefined && TLS_CODE.test(code) ? 'tls' : 'connection_lost';
}
