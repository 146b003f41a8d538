import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { PaymentError } from '../payments/errors.ts';
import { DELIVERY_REPEATED } from '../payments/webhook-answer.ts';
import type { AppDeps } from './deps.ts';
import type { HttpEnv } from './middleware.ts';

/** Largest webhook, bytes: BTCPay repeats the invoice's metadata in it. */
const MOST_BODY_BYTES = 256 * 1024;

/**
 * Route of BTCPay's webhook: verify the raw bytes, store, answer. What it means is found out afterwards, by reading
 * the invoice back. 2xx once it is stored, 401 on a bad signature, 503 when it could not be stored: BTCPay tries again
 * after a 5xx, and never after a 4xx (FACTS section 6). The answer says whether it was stored before: so `btcpay connect`
 * learns that a delivery of BTCPay's has arrived here.
 */
export function btcpayWebhookRoutes({
  webhook,
  inbox,
  counters,
  timings,
}: Pick<AppDeps, 'webhook' | 'inbox' | 'counters' | 'timings'>): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const limit = bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: () => {
      throw new PaymentError('body_too_large');
    },
  });
  app.post('/btcpay', limit, async (c) => {
    const rawBody = new Uint8Array(await c.req.arrayBuffer());
    if (!webhook.verify(rawBody, c.req.header('btcpay-sig'))) {
      counters.add('webhook_bad_signature');
      throw new PaymentError('unauthorized');
    }
    const fresh = await within(timings.webhookStoreMs, inbox.receive(webhook.read(rawBody)));
    return c.body(null, 204, { [DELIVERY_REPEATED]: String(!fresh) });
  });
  return app;
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const cause = new Error(`no answer within ${limitMs} ms`);
    timer = setTimeout(() => reject(new PaymentError('ledger_unavailable', { cause })), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
