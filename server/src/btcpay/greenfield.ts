const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Failures of `fetch` that come before the first byte of a request is sent: name, route, connection, TLS.
 * A reset cannot be told from one after the request was taken, so it is not among them.
 */
const BEFORE_SENDING =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|EPROTO|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

/** One call of BTCPay's Greenfield API. */
export interface GreenfieldCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** After `/api/v1`, with its query; ids in it are the caller's to encode. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Ends the call, the reading of the answer included. */
  readonly signal: AbortSignal;
  /** Largest answer that is read. Default 1 MiB. */
  readonly maxBytes?: number;
}

/** What came of a call. */
export type GreenfieldOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Parsed JSON; undefined when the body is empty, is not JSON or is too large. */
      readonly json: unknown;
    }
  /** BTCPay surely did not see the request. */
  | { readonly kind: 'not_sent'; readonly cause: unknown }
  /** The request may have been carried out, and may be still. */
  | { readonly kind: 'no_answer'; readonly cause: unknown };

/** Where BTCPay is and what opens it. */
export interface GreenfieldOptions {
  /** Base URL, with a path where BTCPay runs under one. */
  readonly url: string;
  /** One, or during rotation two: the next is tried on 401, which is never carried out. */
  readonly apiKeys: readonly string[];
  readonly fetch: typeof fetch;
}

/**
 * Calls BTCPay. Redirects are not followed: a key goes to the configured host only, and a 3xx is the answer.
 *
 * @returns What came of it; never throws.
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/
 */
export async function callGreenfield(
  options: GreenfieldOptions,
  call: GreenfieldCall,
): Promise<GreenfieldOutcome> {
  let outcome: GreenfieldOutcome = { kind: 'not_sent', cause: new Error('no API key') };
  for (const apiKey of options.apiKeys) {
    outcome = await callOnce(options, call, apiKey);
    if (outcome.kind !== 'answer' || outcome.status !== 401) break;
  }
  return outcome;
}

async function callOnce(
  options: GreenfieldOptions,
  { method, path, body, signal, maxBytes = MAX_ANSWER_BYTES }: GreenfieldCall,
  apiKey: string,
): Promise<GreenfieldOutcome> {
  try {
    const response = await options.fetch(`${options.url.replace(/\/+$/, '')}/api/v1${path}`, {
      method,
      headers: {
        authorization: `token ${apiKey}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
    return { kind: 'answer', status: response.status, json: parseJson(await readText(response, maxBytes)) };
  } catch (cause) {
    return { kind: wasSent(cause) ? 'no_answer' : 'not_sent', cause };
  }
}

/** @returns The body as text, empty when it is over the limit. */
async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (length > maxBytes) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wasSent(failure: unknown): boolean {
  // fetch wraps what happened: TypeError "fetch failed" with the system's error as its cause.
  const cause = failure instanceof Error ? failure.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return !(typeof code === 'string' && BEFORE_SENDING.test(code));
}
