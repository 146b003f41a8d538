import { chmod, stat, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PAYMENT_EVENTS } from '../../../src/btcpay/schema.ts';
import type { Ask } from '../../../src/commands/ask.ts';
import { loadConfig } from '../../../src/config.ts';
import { REQUIRED_ENV } from '../../required-env.ts';
import { type ConnectRig, KEYS, openConnectRig, STORE_ID } from './connect-rig.ts';

let rig: ConnectRig;
beforeEach(async () => {
  rig = await openConnectRig();
});
afterEach(() => rig.stop());

const webhooks = async () => Object(await rig.btcpay('GET', `/stores/${STORE_ID}/webhooks`));
const invoices = async () => Object(await rig.btcpay('GET', `/stores/${STORE_ID}/invoices`));
const states = (output: string) =>
  output
    .split('\n')
    .flatMap((line) => /^(ok|missing|failed|advice) +([^:]+):/.exec(line)?.slice(1, 3).join(' ') ?? []);

const REQUIRED_WITHOUT_BTCPAY = Object.fromEntries(
  Object.entries(REQUIRED_ENV).filter(([name]) => !name.startsWith('BTCPAY_')),
);

const ALL_OK = [
  'ok Set-up key',
  'ok API key',
  'ok Settings',
  'ok Webhook',
  'ok Lightning',
  'ok Node',
  'ok Description',
  'ok Arrival',
];

describe('btcpay connect on a fresh store', { timeout: 60_000 }, () => {
  it('asks for the set-up key first, by a link that asks for what it uses and no more', async () => {
    const { code, output } = await rig.connect();
    expect(code).toBe(1);
    expect(states(output)).toEqual(['missing Set-up key']);
    const link = new URL(/Open (\S+)/.exec(output)?.[1] ?? '');
    expect(link.origin + link.pathname).toBe(`${rig.btcpayUrl}/api-keys/authorize`);
    expect(link.searchParams.getAll('permissions')).toEqual([
      'btcpay.store.canmodifyinvoices',
      'btcpay.store.webhooks.canmodifywebhooks',
    ]);
    expect(link.searchParams.get('selectiveStores')).toBe('true');
    expect(await rig.settings()).toBe('');
  });

  it('takes two keys that the merchant made, and writes all that the server lacked', async () => {
    const typed = [KEYS.setup, ` ${KEYS.server} `, 'y'];
    const questions: string[] = [];
    const ask: Ask = async (question, answer) => {
      questions.push(`${answer}: ${question.split('\n')[0]}`);
      return typed.shift() ?? null;
    };
    const { code, output } = await rig.connect({}, [], ask);
    expect([code, states(output)]).toEqual([0, [...ALL_OK, 'ok Set-up key']]);
    expect(questions).toEqual([
      'hidden: Set-up key: to make it,',
      'hidden: API key of the server: to make it,',
      expect.stringMatching(/^shown: .*Delete it at BTCPay\?/),
    ]);
    expect(output).toContain('here, in the place of the server: start it now');

    expect(parseEnv(await rig.settings())).toEqual({
      BTCPAY_URL: rig.btcpayUrl,
      BTCPAY_STORE_ID: STORE_ID,
      BTCPAY_API_KEY: KEYS.server,
      BTCPAY_WEBHOOK_SECRET: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect((await stat(rig.envFile)).mode & 0o777).toBe(0o600);
    const [webhook, ...others] = await webhooks();
    expect(others).toEqual([]);
    expect(webhook).toMatchObject({
      url: `${rig.front.url}/webhooks/btcpay`,
      enabled: true,
      automaticRedelivery: true,
      authorizedEvents: { everything: false, specificEvents: PAYMENT_EVENTS },
    });
    expect(PAYMENT_EVENTS).toContain('InvoiceSettled');
    expect(PAYMENT_EVENTS).not.toContain('InvoiceCreated');
    expect((await invoices()).map(({ status }: { status: string }) => status)).toEqual(['Invalid']);
    // The set-up key is gone.
    expect((await rig.connect({ BTCPAY_SETUP_KEY: KEYS.setup })).output).toMatch(
      /^failed +Set-up key: BTCPay does not know/,
    );

    // What was written is all that the server lacked.
    const settings = parseEnv(await rig.settings());
    expect(loadConfig({ ...REQUIRED_WITHOUT_BTCPAY, ...rig.droplet, ...settings }).btcpay).toMatchObject({
      url: rig.btcpayUrl,
      apiKeys: [KEYS.server],
    });
  });

  it('has BTCPay make the key where the set-up key may, and changes nothing when it runs again', async () => {
    const env = { BTCPAY_SETUP_KEY: KEYS.owner, BTCPAY_STORE_ID: STORE_ID };
    expect(states((await rig.connect(env)).output)).toEqual([...ALL_OK, 'advice Set-up key']);
    const before = [await rig.settings(), await webhooks()];
    const { code, output } = await rig.connect(env, ['--delete-setup-key']);
    expect([code, states(output)]).toEqual([0, [...ALL_OK, 'ok Set-up key']]);
    expect([await rig.settings(), output]).toEqual([
      before[0],
      expect.stringContaining('says all of it already'),
    ]);
    const key = parseEnv(await rig.settings())['BTCPAY_API_KEY'];
    const answer = await fetch(`${rig.btcpayUrl}/api/v1/api-keys/current`, {
      headers: { authorization: `token ${key}` },
    });
    expect(await answer.json()).toMatchObject({
      label: 'lightning-pay server',
      permissions: ['cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice'].map(
        (name) => `btcpay.store.${name}:${STORE_ID}`,
      ),
    });
  });

  it('keeps every other line of the settings, and whatever of its own is there already', async () => {
    const secret = 'a-secret-of-before';
    const text = `# mine\nBTCPAY_API_KEY=\nAPP_SECRET="x y" # y\n\nexport BTCPAY_WEBHOOK_SECRET=${secret}\nDATA_DIR=/data`;
    await writeFile(rig.envFile, text);
    await chmod(rig.envFile, 0o644);
    expect((await rig.connect({ BTCPAY_SETUP_KEY: KEYS.setup, BTCPAY_API_KEY: KEYS.server })).code).toBe(0);
    expect(await rig.settings()).toBe(
      `# mine\nBTCPAY_API_KEY=${KEYS.server}\nAPP_SECRET="x y" # y\n\nBTCPAY_WEBHOOK_SECRET=${secret}\nDATA_DIR=/data\n` +
        `BTCPAY_URL=${rig.btcpayUrl}\nBTCPAY_STORE_ID=${STORE_ID}\n`,
    );
    expect((await stat(rig.envFile)).mode & 0o777).toBe(0o600);
  });
});
