import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { PaymentError } from '../../src/payments/errors.ts';
import type { Gateway } from '../../src/payments/ports.ts';
import { newKey, ORIGIN, READ_KEY, type RigOptions, webhookBody } from '../acceptance/rig.ts';
import { gatewayAt } from '../acceptance/rig-btcpay.ts';
import { runServer } from '../process/server-process.ts';
import { REQUIRED_ENV } from '../required-env.ts';
import { breakableLedger } from './breakable-ledger.ts';
import { askEveryRoute } from './every-route.ts';
import { startWatchedRig, type WatchedRig } from './watched-rig.ts';

/** Stands in every canary and nowhere else. */
const MARK = 'canary7f3k';
const canary = (name: string) => `${MARK}-${name}-${'x'.repeat(40)}`;

/** A private key is any 32 bytes: as JWK, these read as a canary. */
const RECEIPT_KEY = createPrivateKey({
  key: Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'), // PKCS#8 of Ed25519, before the key
    Buffer.from(`${MARK}${'A'.repeat(43 - MARK.length)}`, 'base64url'),
  ]),
  format: 'der',
  type: 'pkcs8',
});
const RECEIPT_JWK = JSON.stringify(RECEIPT_KEY.export({ format: 'jwk' }));

/** Everything that is read from the environment. */
const VARIABLES = [
  ...[
    'PUBLIC_URL',
    'ALLOWED_ORIGINS',
    'BTCPAY_URL',
    'BTCPAY_API_KEY',
    'BTCPAY_STORE_ID',
    'BTCPAY_WEBHOOK_SECRET',
  ],
  ...[
    'APP_SECRET',
    'OPEN_AMOUNTS',
    'NETWORK',
    'PORT',
    'HOST',
    'ADMIN_PORT',
    'CURRENCIES',
    'INVOICE_TTL_MINUTES',
  ],
  ...['TRUSTED_PROXIES', 'RATE_LIMIT', 'MAX_OPEN_PAYMENTS', 'MINT_RATE', 'STREAMS_PER_CLIENT', 'MAX_STREAMS'],
  ...['REQUEST_SIGNING_SECRET', 'RECEIPT_SIGNING_KEY', 'MERCHANT_API_KEY', 'MERCHANT_READ_KEY', 'LOG_LEVEL'],
  ...[
    'MERCHANT_WEBHOOK_URL',
    'MERCHANT_WEBHOOK_SECRET',
    'PRIVATE_HOSTS',
    'BTCPAY_REFUND_API_KEY',
    'SENTRY_DSN',
  ],
  ...['BTCPAY_MONITORING_API_KEY', 'SMTP_URL', 'MAIL_FROM', 'NOTIFY_EMAIL', 'SUPPORT_URL', 'RETENTION_DAYS'],
  ...['ALERT_WEBHOOK_URL', 'SUPABASE_URL', 'SUPABASE_SECRET_KEY', 'DATABASE_URL'],
];

describe('canary secrets', () => {
  const ledger = breakableLedger();
  let watched: WatchedRig;
  /** Our key at BTCPay is the canary, which BTCPay does not know. */
  let wrongKey = false;

  const wrap: RigOptions['wrap'] = (ports, btcpayUrl) => {
    const refused = gatewayAt(btcpayUrl, canary('BTCPAY_API_KEY'));
    const gateway = new Proxy(ports.gateway, {
      get: (target, name) => Reflect.get(wrongKey ? refused : target, name),
    }) satisfies Gateway;
    return ledger.wrap({ ...ports, gateway });
  };

  beforeAll(async () => {
    watched = await startWatchedRig({
      webhooks: true,
      wrap,
      settings: {
        appSecrets: [canary('APP_SECRET'), canary('APP_SECRET_OLD')],
        merchantApiKeys: [canary('MERCHANT_API_KEY')],
        merchantReadKeys: [READ_KEY, canary('MERCHANT_READ_KEY')],
        receiptSigningKeys: [RECEIPT_KEY],
        btcpay: {
          storeId: 'store1',
          webhookSecrets: ['example-webhook-secret', canary('BTCPAY_WEBHOOK_SECRET')],
        },
      },
    });
  });
  afterAll(() => watched.rig.stop());

  it('A42 appear in no log line, counter, alert or error answer, on any route and through any failure', async () => {
    const { rig, lines } = watched;
    const fields = {
      orderId: canary('orderId').slice(0, 64),
      description: canary('description'),
      email: `${MARK}@example.com`,
      metadata: { [canary('name').slice(0, 64)]: canary('value') },
    };
    const headers = {
      Cookie: canary('cookie'),
      Referer: `https://shop.example/${canary('referer')}`,
      'User-Agent': canary('agent'),
      'X-Forwarded-For': canary('address'),
      'X-Request-Id': canary('request-id'),
      'Last-Event-ID': canary('last-event'),
    };
    const payment = await rig.createPayment({ amount: '50', ...fields });
    const answers: Promise<Response>[] = [];
    const everything = async () => {
      const exchanges = await askEveryRoute(rig, payment, headers);
      for (const { request, status, text } of exchanges.filter(({ status: code }) => code >= 400)) {
        expect(text.includes(MARK), `${request}: ${status}`).toBe(false);
      }
      const bearer = { ...headers, Authorization: `Bearer ${canary('bearer')}` };
      answers.push(
        rig.create({ amount: '50', ...fields }, headers),
        rig.create({ amount: '1', ...fields }, headers),
        rig.create({ ...fields, amount: canary('amount') }),
        rig.create({ ...fields, amount: '50', currency: canary('currency') }),
        rig.create({ product: canary('product').slice(0, 64) }),
        rig.create({ request: canary('request') }),
        rig.create({ amount: '50', email: canary('email') }),
        rig.create({ amount: '50', description: `${canary('long')}${'x'.repeat(200)}` }),
        rig.create({ amount: '50', metadata: { a: { b: canary('nested') } } }),
        rig.create({ amount: '50', [canary('field')]: canary('field') }),
        rig.create(`{"amount":"50",${canary('broken')}`),
        rig.create({ amount: '50' }, { 'Idempotency-Key': `${canary('key')}!` }),
        rig.create({ amount: '50' }, { Origin: `https://${MARK}.example` }),
        rig.create({ amount: '50' }, { 'Content-Type': canary('type') }),
        fetch(`${rig.url}/${canary('path')}?${canary('query')}`, { headers: { ...headers, Origin: ORIGIN } }),
        fetch(`${rig.url}/v1/payments/${canary('id')}`, { headers: bearer }),
        fetch(`${rig.url}/v1/payments/${payment.id}/events`, { headers: bearer }),
        fetch(`${rig.url}/v1/merchant/payments`, { headers: bearer }),
        fetch(`${rig.url}/v1/merchant/payments?status=${canary('status')}&cursor=${canary('cursor')}`, {
          headers: { Authorization: `Bearer ${READ_KEY}` },
        }),
        rig.deliver(canary('forged'), canary('signature')),
        rig.deliver(
          webhookBody('InvoiceCreated', 'unknown', { metadata: { buyerEmail: canary('webhook') } }),
        ),
        rig.deliver(JSON.stringify({ note: canary('unreadable') })),
      );
      await Promise.all(answers);
    };

    await everything();
    for (const lightning of ['none', 'lazy'] as const) {
      rig.simulator.corrupt({ lightning });
      answers.push(rig.create({ amount: '50', ...fields }));
      await Promise.all(answers);
    }
    wrongKey = true;
    answers.push(rig.create({ amount: '50', ...fields }));
    await Promise.all(answers);
    wrongKey = false;
    rig.simulator.node({ down: true });
    answers.push(rig.create({ amount: '50', ...fields }));
    await Promise.all(answers);
    rig.simulator.node({ down: false });
    for (const error of [
      new PaymentError('ledger_unavailable', { cause: new Error('reset') }),
      new Error('bug'),
    ]) {
      ledger.error = error;
      await everything();
    }
    ledger.error = null;

    const failed = (await Promise.all(answers)).filter(({ status }) => status >= 400);
    expect(new Set(failed.map(({ status }) => status))).toEqual(
      new Set([400, 401, 403, 404, 415, 422, 500, 502, 503]),
    );
    for (const answer of failed) {
      const whole = `${await answer.text()}${[...answer.headers].join()}`;
      expect(whole.includes(MARK), `${answer.url}: ${whole}`).toBe(false);
    }
    const told = ['"request"', '"alert"', '"count"', '"failed"'];
    for (const message of told)
      expect(
        lines.some((line) => line.includes(`"message":${message}`)),
        message,
      ).toBe(true);
    expect(lines.filter((line) => line.includes(MARK))).toEqual([]);
    expect((await rig.merchantPayment(payment.id)).metadata, 'the control').toEqual(fields.metadata);
  }, 120_000);

  it('appear in no complaint about the configuration', () => {
    // A blank makes each of them wrong, whatever the variable takes.
    for (const name of VARIABLES) {
      const { DATA_DIR: _, ...required } = REQUIRED_ENV;
      let said = '';
      try {
        loadConfig({ ...required, [name]: `${canary(name)} and more` });
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        said = error.message;
      }
      expect(said, name).not.toBe('');
      expect(said.includes(MARK), name).toBe(false);
    }
  }, 120_000);

  it('appear in nothing that a server says which cannot reach its database', async () => {
    const { DATA_DIR: _, ...required } = REQUIRED_ENV as Record<string, string>;
    const secrets = [
      'BTCPAY_API_KEY',
      'BTCPAY_WEBHOOK_SECRET',
      'APP_SECRET',
      'MERCHANT_API_KEY',
      'MERCHANT_READ_KEY',
    ];
    const ended = await runServer({
      ...required,
      ...Object.fromEntries(secrets.map((name) => [name, canary(name)])),
      RECEIPT_SIGNING_KEY: RECEIPT_JWK,
      DATABASE_URL: `postgres://${MARK}:${canary('password')}@127.0.0.1:1/${MARK}`,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'debug',
      NOTE: newKey(),
    });
    expect(RECEIPT_JWK, 'the control').toContain(MARK);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('cannot start');
    expect(`${ended.stdout}${ended.stderr}`.includes(MARK)).toBe(false);
  }, 120_000);
});
