import * as z from 'zod';
import { describeAnswer } from './answer.ts';
import { connectionFailure, FAILURE_WORDS } from './connection-failure.ts';
import { CheckFailed, printable } from './finding.ts';
import { callGreenfield, type GreenfieldCall, type GreenfieldOptions } from './greenfield.ts';
import { apiKeySchema } from './schema.ts';

/** A webhook of the store, as it should be or as BTCPay tells it; BTCPay never tells the secret. */
export interface StoreWebhook {
  readonly url: string;
  readonly enabled: boolean;
  readonly automaticRedelivery: boolean;
  readonly authorizedEvents: { readonly everything: boolean; readonly specificEvents: readonly string[] };
}

/** What BTCPay noted of one try to deliver. */
export interface DeliveryRecord {
  readonly id: string;
  /** Null: no HTTP answer came. */
  readonly httpCode: number | null;
  readonly errorMessage: string | null;
}

/** What is asked of BTCPay with a key that may change the store; each call throws CheckFailed. */
export interface SetupClient {
  /** The key's permissions, as `api-keys/current` lists them. */
  permissions(): Promise<readonly string[]>;
  /** Makes a key; only a key that is `unrestricted` may. */
  createKey(label: string, permissions: readonly string[]): Promise<string>;
  /** Deletes the key that these calls are made with. */
  deleteKey(): Promise<void>;
  webhooks(): Promise<readonly (StoreWebhook & { readonly id: string })[]>;
  /** @returns The new webhook's id. */
  createWebhook(webhook: StoreWebhook, secret: string): Promise<string>;
  updateWebhook(webhookId: string, webhook: StoreWebhook, secret: string): Promise<void>;
  deleteWebhook(webhookId: string): Promise<void>;
  /** The newest tries, newest first. What is under way, or was never tried, is not among them. */
  deliveries(webhookId: string): Promise<readonly DeliveryRecord[]>;
  /** The body that was sent, parsed. */
  deliveryBody(webhookId: string, deliveryId: string): Promise<unknown>;
  markInvalid(invoiceId: string): Promise<void>;
}

/** Enough to find one delivery among those that came meanwhile. */
const MOST_DELIVERIES = 50;

const webhookSchema = z.object({
  id: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  automaticRedelivery: z.boolean(),
  authorizedEvents: z.object({ everything: z.boolean(), specificEvents: z.array(z.string()) }),
});
const deliverySchema = z.object({
  id: z.string(),
  httpCode: z
    .int()
    .nullish()
    .transform((code) => code ?? null),
  errorMessage: z
    .string()
    .nullish()
    .transform((message) => message ?? null),
});
const keySchema = z.object({ apiKey: z.string().regex(/^[\x21-\x7e]{16,}$/) });

/**
 * Speaks to BTCPay for the set-up of one store.
 *
 * @param storeId Null while it is not known: then only the key itself can be asked about.
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (API Keys, Webhooks, Invoices)
 */
export function createSetupClient(
  options: GreenfieldOptions & { readonly storeId: string | null; readonly timeoutMs: number },
): SetupClient {
  const store = `/stores/${encodeURIComponent(options.storeId ?? '')}`;

  async function ask<S extends z.ZodType>(
    call: Omit<GreenfieldCall, 'signal'>,
    schema: S,
  ): Promise<z.output<S>> {
    const outcome = await callGreenfield(options, {
      ...call,
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    if (outcome.kind !== 'answer') {
      throw new CheckFailed(`BTCPay at ${options.url} ${FAILURE_WORDS[connectionFailure(outcome.cause)]}`, [
        'Look whether BTCPay runs and whether BTCPAY_URL is its address, then run this command again.',
      ]);
    }
    const { status, json } = outcome;
    if (status === 401)
      throw new CheckFailed('BTCPay does not know this key: it was deleted, or cut when it was copied');
    if (status >= 300 && status < 400) {
      throw new CheckFailed(`BTCPay at ${options.url} answers ${status}, a redirect`, [
        'Write the address at which it ends as BTCPAY_URL: keys are not sent after a redirect.',
      ]);
    }
    const parsed = status >= 200 && status < 300 ? schema.safeParse(json) : null;
    if (parsed?.success) return parsed.data;
    const words =
      parsed === null ? printable(describeAnswer(status, json), 400) : 'its answer has another form';
    throw new CheckFailed(`${call.method} ${call.path.split('?')[0]}: ${words}`);
  }

  const nothing = z.unknown();
  const hook = (webhookId: string) => `${store}/webhooks/${encodeURIComponent(webhookId)}`;
  return {
    permissions: async () =>
      (await ask({ method: 'GET', path: '/api-keys/current' }, apiKeySchema)).permissions,
    createKey: async (label, permissions) =>
      (await ask({ method: 'POST', path: '/api-keys', body: { label, permissions } }, keySchema)).apiKey,
    deleteKey: async () => {
      await ask({ method: 'DELETE', path: '/api-keys/current' }, nothing);
    },
    webhooks: () => ask({ method: 'GET', path: `${store}/webhooks` }, z.array(webhookSchema)),
    createWebhook: async (webhook, secret) => {
      const body = { ...webhook, secret };
      return (await ask({ method: 'POST', path: `${store}/webhooks`, body }, webhookSchema)).id;
    },
    updateWebhook: async (webhookId, webhook, secret) => {
      await ask({ method: 'PUT', path: hook(webhookId), body: { ...webhook, secret } }, webhookSchema);
    },
    deleteWebhook: async (webhookId) => {
      await ask({ method: 'DELETE', path: hook(webhookId) }, nothing);
    },
    deliveries: (webhookId) =>
      ask(
        { method: 'GET', path: `${hook(webhookId)}/deliveries?count=${MOST_DELIVERIES}` },
        z.array(deliverySchema),
      ),
    deliveryBody: (webhookId, deliveryId) => {
      const path = `${hook(webhookId)}/deliveries/${encodeURIComponent(deliveryId)}/request`;
      return ask({ method: 'GET', path }, nothing);
    },
    markInvalid: async (invoiceId) => {
      const path = `${store}/invoices/${encodeURIComponent(invoiceId)}/status`;
      await ask({ method: 'POST', path, body: { status: 'Invalid' } }, nothing);
    },
  };
}
