import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Order } from './order.ts';
import type { KeptRequest, OrderBook } from './order-book.ts';

/** A day is the longest that lightning-pay takes. */
const LIFE_SECONDS = 86_000;
/** One that is about to end is not offered again. */
const LEAST_SECONDS = 3_600;

/**
 * Signs the price of an order, so that a page can pass it on but not change it.
 *
 * @param payUrl Where lightning-pay is; its origin is the token's audience.
 * @param secret The server's `REQUEST_SIGNING_SECRET`.
 */
export async function signRequest(order: Order, payUrl: string, secret: string): Promise<KeptRequest> {
  const expiresAt = Math.floor(Date.now() / 1_000) + LIFE_SECONDS;
  const { amount, currency, id: orderId, item: description } = order;
  const token = await new SignJWT({ amount, currency, orderId, description })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(new URL(payUrl).origin)
    .setExpirationTime(expiresAt)
    .setJti(randomBytes(16).toString('base64url'))
    .sign(new TextEncoder().encode(secret));
  return { token, expiresAt };
}

/** The signed price of an order: the one of before while it lives, because each token is a payment of its own. */
export async function requestFor(
  order: Order,
  orders: OrderBook,
  payUrl: string,
  secret: string,
): Promise<string> {
  const kept = orders.requestOf(order.id);
  if (kept !== undefined && kept.expiresAt > Date.now() / 1_000 + LEAST_SECONDS) return kept.token;
  const fresh = await signRequest(order, payUrl, secret);
  orders.keepRequest(order.id, fresh);
  return fresh.token;
}
