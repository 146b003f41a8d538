import { writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectRig, KEYS, openConnectRig, STORE_ID } from './connect-rig.ts';

describe('btcpay connect looks at keys', { timeout: 60_000 }, () => {
  let rig: ConnectRig;
  beforeAll(async () => {
    rig = await openConnectRig();
  });
  beforeEach(() => writeFile(rig.envFile, ''));
  afterAll(() => rig.stop());

  const lineOf = async (check: string, env: Record<string, string>) => {
    const { code, output } = await rig.connect(env);
    const line = output.split('\n').find((one) => one.includes(` ${check}: `));
    return { code, line, output };
  };

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a set-up key that may not make webhooks',
      { BTCPAY_SETUP_KEY: KEYS.server },
      /^failed .* lacks btcpay\.store\.canmodifyinvoices, btcpay\.store\.webhooks\.canmodifywebhooks/,
    ],
    [
      'one that BTCPay does not know',
      { BTCPAY_SETUP_KEY: 'x'.repeat(40) },
      /^failed .* does not know this key/,
    ],
    [
      'one for another store',
      { BTCPAY_SETUP_KEY: KEYS.setup, BTCPAY_STORE_ID: 'store2' },
      /^failed .* in store store2/,
    ],
    ['one that names no store', { BTCPAY_SETUP_KEY: KEYS.owner }, /^missing .* names no store/],
  ])('refuses %s, and writes nothing', async (_, env, words) => {
    const { code, line } = await lineOf('Set-up key', env);
    expect([code, line]).toEqual([1, expect.stringMatching(words)]);
    expect(await rig.settings()).toBe('');
  });

  it.each<[string, string, RegExp]>([
    ['too little', KEYS.weak, /^failed .* lacks btcpay\.store\.canviewlightninginvoice$/],
    [
      'what can spend',
      KEYS.mighty,
      /^failed .* btcpay\.store\.canuselightningnode:store1: may pay from your node$/,
    ],
    [
      'everything',
      KEYS.owner,
      /^failed .* unrestricted: may do everything that your account may, spending too$/,
    ],
    ['nothing that BTCPay knows', 'x'.repeat(40), /^failed .* BTCPay does not know this key/],
  ])("refuses a server's key with %s, and names the way to a good one", async (_, key, words) => {
    const { code, line, output } = await lineOf('API key', {
      BTCPAY_SETUP_KEY: KEYS.setup,
      BTCPAY_API_KEY: key,
    });
    expect([code, line]).toEqual([1, expect.stringMatching(words)]);
    const link = new URL(/Open (\S+)/.exec(output)?.[1] ?? '');
    expect(link.searchParams.getAll('permissions')).toEqual(
      ['cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice'].map(
        (name) => `btcpay.store.${name}`,
      ),
    );
    expect(parseEnv(await rig.settings())).not.toHaveProperty('BTCPAY_API_KEY');
    // The rest is done all the same.
    expect(output).toMatch(/^ok +Webhook: /m);
  });

  it('has a bad key replaced where the set-up key may make keys', async () => {
    const env = { BTCPAY_SETUP_KEY: KEYS.owner, BTCPAY_STORE_ID: STORE_ID, BTCPAY_API_KEY: KEYS.mighty };
    const { code, line } = await lineOf('API key', env);
    expect([code, line]).toEqual([0, expect.stringMatching(/^ok .* made, .*delete that one in BTCPay$/)]);
    expect(parseEnv(await rig.settings())['BTCPAY_API_KEY']).toMatch(/^[0-9a-f]{40}$/);
  });

  it('takes secrets from files, and writes none of them beside the file', async () => {
    const [setupFile, keyFile] = [`${rig.envFile}.setup`, `${rig.envFile}.key`];
    await writeFile(setupFile, `${KEYS.setup}\n`);
    await writeFile(keyFile, `${KEYS.server}\n`);
    const { code } = await rig.connect({ BTCPAY_SETUP_KEY_FILE: setupFile, BTCPAY_API_KEY_FILE: keyFile });
    expect(code).toBe(0);
    expect(Object.keys(parseEnv(await rig.settings())).sort()).toEqual([
      'BTCPAY_STORE_ID',
      'BTCPAY_URL',
      'BTCPAY_WEBHOOK_SECRET',
    ]);
  });

  it('keeps both secrets of a rotation in the settings', async () => {
    const two = `${KEYS.server},${KEYS.weak}`;
    await writeFile(
      rig.envFile,
      `BTCPAY_API_KEY=${two}\nBTCPAY_WEBHOOK_SECRET=secret-that-is-new,secret-that-is-old\n`,
    );
    expect((await rig.connect({ BTCPAY_SETUP_KEY: KEYS.setup })).code).toBe(0);
    expect(parseEnv(await rig.settings())).toMatchObject({
      BTCPAY_API_KEY: two,
      BTCPAY_WEBHOOK_SECRET: 'secret-that-is-new,secret-that-is-old',
    });
  });
});

describe('btcpay connect looks at the store', { timeout: 60_000 }, () => {
  const env = { BTCPAY_SETUP_KEY: KEYS.setup, BTCPAY_API_KEY: KEYS.server };

  async function on(
    prepare: (rig: ConnectRig) => unknown,
    changes: Record<string, string> = {},
  ): Promise<string> {
    const rig = await openConnectRig();
    try {
      await prepare(rig);
      const { code, output } = await rig.connect({ ...env, ...changes });
      return `${code}\n${output}`;
    } finally {
      await rig.stop();
    }
  }

  it('mends a webhook that is disabled and told of too much and too little, and leaves one of two', async () => {
    const output = await on(async (rig) => {
      const url = `${rig.front.url}/webhooks/btcpay`;
      const path = `/stores/${STORE_ID}/webhooks`;
      const authorizedEvents = { everything: false, specificEvents: ['InvoiceCreated', 'InvoiceSettled'] };
      const faulty = { url, enabled: false, automaticRedelivery: false, authorizedEvents };
      await rig.btcpay('POST', path, faulty);
      await rig.btcpay('POST', path, { url });
      await rig.btcpay('POST', path, { url: 'https://other.example/hook' });
    });
    expect(output).toMatch(/^0\n/);
    expect(output).toMatch(
      /^ok +Webhook: mended: it was disabled, and did not try again after a failure, and was not told of InvoicePaymentSettled .* and was told of events that change no payment; 1 more to the same address removed$/m,
    );
  });

  it('says that the node is on another network', async () => {
    const output = await on(() => {}, { NETWORK: 'mainnet' });
    expect(output).toMatch(
      /^1\n[\s\S]*^failed +Lightning: the node is on regtest, but NETWORK says mainnet$/m,
    );
  });

  it("tells BTCPay's reason where it makes no Lightning invoice", async () => {
    const output = await on((rig) => rig.simulator.node({ down: true }));
    expect(output).toMatch(
      /^1\n[\s\S]*^failed +Lightning: BTCPay cannot make a Lightning invoice: .*Connection refused/m,
    );
    expect(output).toMatch(/Wallets > Lightning: connect a node/);
    const without = await on((rig) => rig.simulator.corrupt({ lightning: 'none' }));
    expect(without).toMatch(/^failed +Lightning: BTCPay made an invoice without a Lightning payment$/m);
  });

  it('says that another amount came back than was asked for', async () => {
    const output = await on((rig) => rig.simulator.corrupt({ amount: '2.00' }));
    expect(output).toMatch(
      /^failed +Lightning: BTCPay was asked for 20\.00 USD and made an invoice over 2\.00 USD$/m,
    );
  });

  it('says that BTCPay cannot be reached', async () => {
    const output = await on((rig) => rig.simulator.close());
    expect(output).toMatch(/^failed +Set-up key: BTCPay at http:\S+ refuses connections/m);
  });
});
