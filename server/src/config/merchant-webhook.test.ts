import { describe, expect, it } from 'vitest';
import { EnvReader } from './env-reader.ts';
import { readMerchantWebhook, readPrivateHosts } from './merchant-webhook.ts';

const secret = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
const SET = { MERCHANT_WEBHOOK_URL: 'https://shop.example/hook', MERCHANT_WEBHOOK_SECRET: secret(24) };

function read(env: Record<string, string>) {
  const reader = new EnvReader(env, () => '');
  const webhook = readMerchantWebhook(reader, readPrivateHosts(reader));
  return { webhook, faults: reader.faults };
}

describe('readMerchantWebhook', () => {
  it('is off where nothing is set', () => {
    expect(read({})).toEqual({ webhook: null, faults: [] });
  });

  it('reads address and secret, or two during rotation', () => {
    expect(read(SET)).toEqual({
      webhook: { url: SET.MERCHANT_WEBHOOK_URL, secrets: [secret(24)] },
      faults: [],
    });
    const two = `${secret(64)},${secret(32)}`;
    expect(read({ ...SET, MERCHANT_WEBHOOK_SECRET: two }).webhook?.secrets).toEqual([secret(64), secret(32)]);
  });

  it.each([
    ['MERCHANT_WEBHOOK_URL', 'MERCHANT_WEBHOOK_SECRET'],
    ['MERCHANT_WEBHOOK_SECRET', 'MERCHANT_WEBHOOK_URL'],
  ] as const)('says what is missing where only %s is set', (name, missing) => {
    expect(read({ [name]: SET[name] })).toEqual({
      webhook: null,
      faults: [{ name: missing, message: expect.stringContaining(`and ${name} needs it: write`) }],
    });
  });

  it.each([
    ['shop'],
    ['ftp://shop.example'],
    ['http://shop.example/hook'],
    ['https://shop.example:8443/hook'],
    ['https://shop.example/hook#x'],
    ['https://127.0.0.1/hook'],
    ['https://shop.example/a b'],
  ])('refuses %s as an address, and says what to write', (url) => {
    expect(read({ ...SET, MERCHANT_WEBHOOK_URL: url }).faults).toEqual([
      { name: 'MERCHANT_WEBHOOK_URL', message: expect.stringMatching(/: write an https URL/) },
    ]);
  });

  it.each([
    secret(23),
    secret(65),
    secret(24).slice(6),
    'whsec_',
    'whsec_!',
    `${secret(25)}=`,
    [secret(24), secret(25), secret(26)].join(),
  ])('refuses %s as a secret, and does not repeat it', (value) => {
    const { faults } = read({ ...SET, MERCHANT_WEBHOOK_SECRET: value });
    expect(faults).toMatchObject([{ name: 'MERCHANT_WEBHOOK_SECRET' }]);
    if (value.length > 10) expect(faults[0]?.message).not.toContain(value);
  });

  it('takes a private address where its host is listed', () => {
    const url = 'http://shop:3000/hook';
    expect(read({ ...SET, MERCHANT_WEBHOOK_URL: url, PRIVATE_HOSTS: '10.0.0.7, Shop' }).webhook?.url).toBe(
      url,
    );
    expect(read({ ...SET, MERCHANT_WEBHOOK_URL: url, PRIVATE_HOSTS: '10.0.0.7' }).faults).toHaveLength(1);
  });
});

describe('readPrivateHosts', () => {
  it.each(['http://shop', 'a b', 'shop,', 'shop:80', 'shop/x', 'u@shop'])('refuses %j', (value) => {
    expect(read({ PRIVATE_HOSTS: value }).faults).toEqual([
      { name: 'PRIVATE_HOSTS', message: expect.stringMatching(/: write host names/) },
    ]);
  });
});
