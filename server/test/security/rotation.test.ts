import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBtcpayGateway } from '../../src/btcpay/client.ts';
import { signBtcpayWebhook } from '../../src/btcpay/webhook.ts';
import type { WirePayment } from '../../src/http/contract.ts';
import type { OpenLedger } from '../../src/ledger/open-ledger.ts';
import { TIMINGS } from '../../src/timings.ts';
import { createClientSecrets } from '../../src/tokens/client-secret.ts';
import { merchant, signed } from '../acceptance/pricing.ts';
import { NO_SWEEP, newKey, type Rig, startRig, webhookBody } from '../acceptance/rig.ts';
import { openTestLedger } from '../ledger-snapshot.ts';
import { dummySecret } from '../required-env.ts';

const [OLD, NEW] = [dummySecret(40, 'o'), dummySecret(40, 'n')];
/** What every two-valued variable holds before, during and after; of two the new one is first. */
const STAGES: readonly (readonly string[])[] = [[OLD], [NEW, OLD], [NEW]];
/** The key that the simulated BTCPay knows in place of those that it is said to accept. */
const BTCPAY_KEY = dummySecret(40, 'k');
const ROUNDS = 3;
/** RECEIPT_SIGNING_KEY goes through the same stages: each of its keys is named by the secret that it goes with. */
const RECEIPT_KEYS: ReadonlyMap<string, KeyObject> = new Map(
  [OLD, NEW].map((name) => [name, generateKeyPairSync('ed25519').privateKey]),
);
const receiptKeys = (secrets: readonly string[]) => secrets.flatMap((name) => RECEIPT_KEYS.get(name) ?? []);

describe('rotation under traffic', () => {
  let shared: OpenLedger;
  let serving: Rig;
  /** Of the first server, which all of them use. */
  let btcpay = '';
  /** Keys that BTCPay takes, and those that it was shown. */
  let accepted: ReadonlySet<string> = new Set([OLD]);
  const shown: string[] = [];
  const rigs: Rig[] = [];

  /** Counts the keys on their way to BTCPay, and refuses those that it does not take. */
  const viaBtcpay: typeof fetch = (input, init) => {
    const key = new Headers(init?.headers).get('authorization')?.slice('token '.length) ?? '';
    shown.push(key);
    const refusal = { code: 'unauthenticated', message: 'ApiKey authentication failed: Unknown API Key' };
    if (!accepted.has(key)) return Promise.resolve(Response.json(refusal, { status: 401 }));
    return fetch(input, { ...init, headers: { ...init?.headers, authorization: `token ${BTCPAY_KEY}` } });
  };

  async function serve(secrets: readonly string[]): Promise<Rig> {
    const rig = await startRig({
      timings: NO_SWEEP,
      ledger: async (options) => {
        shared ??= { ledger: await openTestLedger(options), notices: null };
        return { ...shared, ledger: { ...shared.ledger, close: async () => {} } };
      },
      settings: {
        appSecrets: secrets,
        merchantApiKeys: secrets.map((secret) => `api-${secret}`),
        requestSigningSecrets: secrets,
        merchantReadKeys: secrets.map((secret) => `read-${secret}`),
        receiptSigningKeys: receiptKeys(secrets),
        btcpay: { storeId: 'store1', webhookSecrets: secrets },
      },
      wrap(ports, btcpayUrl) {
        btcpay ||= btcpayUrl;
        const timings = TIMINGS;
        const options = { url: btcpay, apiKeys: secrets, storeId: 'store1', ttlMinutes: 60, timings };
        return { ...ports, gateway: createBtcpayGateway({ ...options, fetch: viaBtcpay }) };
      },
    });
    rigs.push(rig);
    return rig;
  }

  beforeAll(async () => {
    serving = await serve([OLD]);
  });
  afterAll(async () => {
    for (const rig of rigs) await rig.stop();
    await shared.ledger.close();
  });

  const read = async (id: string, clientSecret: string) =>
    (
      await fetch(`${serving.url}/v1/payments/${id}`, {
        headers: { Authorization: `Bearer ${clientSecret}` },
      })
    ).status;
  const asMerchant = async (key: string) =>
    (
      await fetch(`${serving.url}/v1/merchant/payments?limit=1`, {
        headers: { Authorization: `Bearer ${key}` },
      })
    ).status;
  const webhook = async (secret: string) => {
    const body = webhookBody('InvoiceCreated', newKey());
    return (await serving.deliver(body, signBtcpayWebhook(Buffer.from(body), secret))).status;
  };
  const issued = (secret: string, id: string) => createClientSecrets([secret]).issue(id);

  /** A payment that was paid before anything changed. */
  let paid = '';
  /** Its receipts as shops kept them, by the secret that their key goes with. */
  const kept = new Map<string, string>();

  async function settle({ id }: { id: string }): Promise<void> {
    const invoiceId = (await shared.ledger.getPayment(id))?.invoices[0]?.id ?? '';
    serving.simulator.pay({ invoiceId });
    const body = webhookBody('InvoiceSettled', invoiceId);
    await serving.deliver(body, signBtcpayWebhook(Buffer.from(body), OLD));
    await serving.inboxEmpty();
    paid = id;
  }

  /** Whether a shop that reads the published keys now takes a receipt. */
  async function verifies(receipt: string): Promise<boolean> {
    const published = await (await fetch(`${serving.url}/.well-known/jwks.json`)).json();
    const options = { algorithms: ['EdDSA'], typ: 'receipt+jwt', audience: 'receipt', subject: paid };
    return jwtVerify(receipt, createLocalJWKSet(published as JSONWebKeySet), options).then(
      () => true,
      () => false,
    );
  }

  async function keepReceipt(secrets: readonly string[]): Promise<void> {
    const [signer = ''] = secrets;
    const { receipt } = await serving.payment({ id: paid, clientSecret: issued(signer, paid) });
    expect(kept.get(signer) ?? receipt, 'RECEIPT_SIGNING_KEY: the first signs, the same each time').toBe(
      receipt,
    );
    kept.set(signer, receipt ?? '');
    expect(new Set(kept.values()).size, 'each key signs its own').toBe(kept.size);
    for (const [name, text] of kept)
      expect(await verifies(text), 'kept receipts').toBe(secrets.includes(name));
  }

  /** What buyers, BTCPay and the merchant do all the time; each secret that is in use is used. */
  async function round(secrets: readonly string[]): Promise<void> {
    const answer = await serving.create();
    expect(answer.status, 'BTCPAY_API_KEY: creations go on').toBe(201);
    const { id, clientSecret } = (await answer.json()) as WirePayment & { clientSecret: string };
    expect(clientSecret, 'APP_SECRET: the first signs').toBe(issued(secrets[0] ?? '', id));
    const order = { amount: '50', currency: 'USD', orderId: 'A-1' };
    const asked = await merchant(serving, 'POST', 'payment-requests', order, `api-${secrets[0]}`);
    const [header, claims, signature] = ((await asked.json()) as { request: string }).request.split('.');
    const wanted = createHmac('sha256', secrets[0] ?? '')
      .update(`${header}.${claims}`)
      .digest('base64url');
    expect(signature, 'REQUEST_SIGNING_SECRET: the first signs').toBe(wanted);
    await keepReceipt(secrets);
    for (const secret of secrets) {
      const request = signed({}, secret);
      expect((await serving.create({ request })).status, 'REQUEST_SIGNING_SECRET verifies').toBe(201);
      expect(await read(id, issued(secret, id)), 'APP_SECRET verifies').toBe(200);
      expect(await webhook(secret), 'BTCPAY_WEBHOOK_SECRET verifies').toBe(204);
      expect(await asMerchant(`api-${secret}`), 'MERCHANT_API_KEY opens').toBe(200);
      expect(await asMerchant(`read-${secret}`), 'MERCHANT_READ_KEY opens').toBe(200);
    }
  }

  it('loses no request: both values verify, the new one signs, the retired one opens nothing', async () => {
    const before = (await (await serving.create()).json()) as WirePayment & { clientSecret: string };
    await settle((await (await serving.create()).json()) as WirePayment);
    for (const [index, secrets] of STAGES.entries()) {
      if (index > 0) {
        const next = serve(secrets);
        // The server before still serves while its successor starts.
        await Promise.all([next, round(STAGES[index - 1] ?? [])]);
        serving = await next;
      }
      for (let n = 0; n < ROUNDS; n += 1) await round(secrets);
      if (secrets.length === 2) {
        expect(await read(before.id, before.clientSecret), 'an open page goes on').toBe(200);
        // BTCPay does not know the new key yet: the old one serves.
        expect(shown.slice(-2)).toEqual([NEW, OLD]);
        accepted = new Set([OLD, NEW]);
        const from = shown.length;
        await round(secrets);
        expect(new Set(shown.slice(from)), 'known, the new one alone is used').toEqual(new Set([NEW]));
        accepted = new Set([NEW]);
        await round(secrets);
      }
    }
    expect(await read(before.id, before.clientSecret)).toBe(404);
    expect(await read(before.id, issued(NEW, before.id)), 'the control').toBe(200);
    expect(await webhook(OLD)).toBe(401);
    expect((await serving.create({ request: signed({}, OLD) })).status).toBe(422);
    expect([await asMerchant(`api-${OLD}`), await asMerchant(`read-${OLD}`)]).toEqual([401, 401]);
  }, 120_000);
});
