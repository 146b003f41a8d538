import { DELIVERY_REPEATED } from '../payments/webhook-answer.ts';
import { type ConnectionFailure, connectionFailure } from './connection-failure.ts';
import { signBtcpayWebhook } from './webhook.ts';

/** What came back for a webhook that was posted to `PUBLIC_URL`. */
export type ProbeAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Whether the server had this delivery already; null: it was not our server that answered, or it refused. */
      readonly repeated: boolean | null;
      /** Where a redirect goes. */
      readonly location: string | null;
      /** `code` of a problem document, as our server's errors have it. */
      readonly code: string | null;
    }
  | { readonly kind: 'failure'; readonly failure: ConnectionFailure };

/** Posts a webhook as BTCPay does, but follows no redirect. */
export type Probe = (delivery: unknown) => Promise<ProbeAnswer>;

/** A problem is short. */
const MOST_ANSWER_CHARACTERS = 4_096;

/**
 * Builds the probe.
 *
 * @param url The webhook's address.
 * @param secret Signs.
 * @param timeoutMs Of the whole exchange.
 */
export function createProbe(url: string, secret: string, timeoutMs: number, fetcher: typeof fetch): Probe {
  return async (delivery) => {
    const body = Buffer.from(JSON.stringify(delivery, null, 2));
    try {
      const answer = await fetcher(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'btcpay-sig': signBtcpayWebhook(body, secret) },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const repeated = answer.headers.get(DELIVERY_REPEATED);
      return {
        kind: 'answer',
        status: answer.status,
        repeated: repeated === null ? null : repeated === 'true',
        location: answer.headers.get('location'),
        code: await codeOf(answer),
      };
    } catch (error) {
      return { kind: 'failure', failure: connectionFailure(error) };
    }
  };
}

/** Reads a problem; a log-in page is left unread. */
async function codeOf(answer: Response): Promise<string | null> {
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) {
    await answer.body?.cancel();
    return null;
  }
  const text = await answer.text();
  if (text.length > MOST_ANSWER_CHARACTERS) return null;
  try {
    const problem: unknown = JSON.parse(text);
    const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : null;
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
