import { createHmac } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';

/** One signed POST. */
export interface WebhookPost {
  readonly url: string;
  readonly body: string;
  readonly secret: string;
  /** Ends the attempt as unanswered. */
  readonly signal: AbortSignal;
}

/** How an attempt ended; `httpCode` is `null` where no answer came. */
export interface Attempt {
  readonly httpCode: number | null;
  readonly errorMessage: string | null;
}

const MAX_REDIRECTS = 10;
const httpAgent = new http.Agent({ keepAlive: true });
const httpsAgent = new https.Agent({ keepAlive: true });

/** The value of the header `BTCPay-Sig`: HMAC-SHA256 over the raw body, keyed with the secret as UTF-8. */
export function signWebhook(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;
}

/**
 * Sends a delivery with exactly BTCPay's headers and follows redirects as .NET does: 301, 302 and 303 turn the POST
 * into a GET without body and signature (and a 200 there counts), 307 and 308 repeat it.
 */
export async function postWebhook({ url, body, secret, signal }: WebhookPost): Promise<Attempt> {
  let target = new URL(url);
  let method: 'GET' | 'POST' = 'POST';
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await exchange(target, method, method === 'POST' ? { body, secret } : null, signal);
      if (answer.location === null) return ended(answer.status);
      target = new URL(answer.location, target);
      if (answer.status !== 307 && answer.status !== 308) method = 'GET';
    }
    return ended(302);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { httpCode: null, errorMessage: message };
  }
}

function ended(status: number): Attempt {
  const succeeded = status >= 200 && status < 300;
  return { httpCode: status, errorMessage: succeeded ? null : `HTTP Error Code ${status}` };
}

interface Answer {
  readonly status: number;
  readonly location: string | null;
}

function exchange(
  url: URL,
  method: 'GET' | 'POST',
  content: { body: string; secret: string } | null,
  signal: AbortSignal,
): Promise<Answer> {
  const secure = url.protocol === 'https:';
  const headers: Record<string, string> = { Host: url.host, 'User-Agent': 'BTCPayServer/2.4.1' };
  if (content) {
    headers['Content-Type'] = 'application/json';
    headers['BTCPay-Sig'] = signWebhook(content.body, content.secret);
    headers['Content-Length'] = String(Buffer.byteLength(content.body));
  }
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request(
      url,
      { method, headers, signal, agent: secure ? httpsAgent : httpAgent },
      (response) => {
        response.resume();
        response.once('error', reject);
        response.once('end', () => {
          const status = response.statusCode ?? 0;
          const redirect = [301, 302, 303, 307, 308].includes(status);
          resolve({ status, location: redirect ? (response.headers.location ?? null) : null });
        });
      },
    );
    // .NET sends no Connection header over HTTP/1.1; the socket is kept all the same.
    request.removeHeader('Connection');
    request.once('error', reject);
    request.end(content?.body);
  });
}
