import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ownerSchema, type WebhookEffect, webhookEffect, webhookSchema } from './schema.ts';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/** A webhook that could be read. It is a hint: the invoice is read back for the truth. */
export interface WebhookEvent {
  readonly kind: 'event';
  /** Differs for each try of the same event. */
  readonly deliveryId: string;
  /** The same through every redelivery: deduplicate on it. */
  readonly originalDeliveryId: string;
  readonly webhookId: string;
  readonly type: string;
  readonly effect: WebhookEffect;
  /** Null only for a type that this version does not know. */
  readonly invoiceId: string | null;
  /** Payment of ours that the invoice's metadata name, or null. */
  readonly paymentId: string | null;
  readonly storeId: string;
  readonly isRedelivery: boolean;
  /** Time of the event, not of the delivery, Unix ms (whole seconds). */
  readonly timestampMs: number;
}

/** A webhook that cannot be read: to be parked, so that BTCPay's queue goes on. */
export interface UnreadableWebhook {
  readonly kind: 'unreadable';
  /** `sha256:` and the hex digest of the bytes: the same bytes are parked once. */
  readonly id: string;
  /** For people: names the fields at fault, never their values. */
  readonly reason: string;
}

/**
 * Verifies BTCPay's signature over the raw bytes, in constant time.
 *
 * @param rawBody The body exactly as it came: BTCPay's indentation and key order count.
 * @param header Value of `BTCPay-Sig`: `sha256=` and 64 lower-case hex digits, exactly one signature.
 * @param secrets One, or during rotation two; every one is compared. An empty one never verifies.
 * @returns Whether any secret made this signature.
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (Webhooks, BTCPay-Sig)
 */
export function verifySignature(
  rawBody: Uint8Array,
  header: string | undefined | null,
  secrets: readonly string[],
): boolean {
  const hex = SIGNATURE.exec(header ?? '')?.[1];
  if (hex === undefined) return false;
  const claimed = Buffer.from(hex, 'hex');
  let matches = 0;
  for (const secret of secrets) {
    if (secret === '') continue;
    matches += Number(timingSafeEqual(claimed, digest(rawBody, secret)));
  }
  return matches > 0;
}

/**
 * Signs a body as BTCPay does; for tests.
 *
 * @returns Value of `BTCPay-Sig`.
 */
export function signBtcpayWebhook(rawBody: Uint8Array, secret: string): string {
  return `sha256=${digest(rawBody, secret).toString('hex')}`;
}

/**
 * Reads a webhook whose signature is good. Extra fields and unknown types pass.
 *
 * @param rawBody UTF-8 JSON.
 * @returns The event, or why it cannot be read; never throws.
 */
export function parseWebhook(rawBody: Uint8Array): WebhookEvent | UnreadableWebhook {
  const json = parseJson(rawBody);
  if (json === undefined) return unreadable(rawBody, 'not JSON');
  const parsed = webhookSchema.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    return unreadable(rawBody, faults.join('; '));
  }
  const { timestamp, invoiceId, metadata, ...event } = parsed.data;
  const owner = ownerSchema.safeParse(metadata);
  return {
    kind: 'event',
    ...event,
    effect: webhookEffect(event.type),
    invoiceId: invoiceId ?? null,
    paymentId: owner.success ? owner.data.lightningPay.paymentId : null,
    timestampMs: timestamp * 1_000,
  };
}

function digest(rawBody: Uint8Array, secret: string): Buffer {
  return createHmac('sha256', secret).update(rawBody).digest();
}

function parseJson(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody));
  } catch {
    return undefined;
  }
}

function unreadable(rawBody: Uint8Array, reason: string): UnreadableWebhook {
  const id = `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
  return { kind: 'unreadable', id, reason };
}
