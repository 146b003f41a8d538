import { describe, expect, it } from 'vitest';
import { type ApiKey, isAllowed, type Permission, tokenOf } from './keys.ts';
import { permissionMatrix, send } from './recordings.ts';
import { openScene } from './scene.ts';

const STORE = 'store-1';

function keyWith(...permissions: string[]): ApiKey {
  return { key: 'k', label: 'l', permissions };
}

describe('isAllowed', () => {
  /** Rows of the recorded matrix that the simulator imitates; the key of `includeSensitive` is checked in the endpoint. */
  const IMITATED: Record<string, Permission> = {
    'POST /stores/{s}/invoices': 'btcpay.store.cancreateinvoice',
    'GET /stores/{s}/invoices/{i}': 'btcpay.store.canviewinvoices',
    'GET …/payment-methods?includeSensitive=true': 'btcpay.store.canmodifystoresettings',
    'POST …/invoices/{i}/status': 'btcpay.store.canmodifyinvoices',
    'POST …/invoices/{i}/refund': 'btcpay.store.cancreatenonapprovedpullpayments',
    'GET /stores/{s}/webhooks': 'btcpay.store.webhooks.canmodifywebhooks',
    'GET /stores/{s}/lightning/BTC/invoices': 'btcpay.store.canviewlightninginvoice',
  };
  const everyPermission = permissionMatrix[0]?.permissionsThatAreEnoughAlone ?? [];

  it.each(Object.entries(IMITATED))(
    '%s: the keys that were enough in the recording',
    (endpoint, permission) => {
      const row = permissionMatrix.find((candidate) => candidate.endpoint === endpoint);
      const enough = everyPermission.filter((name) => isAllowed(keyWith(name), permission, STORE));
      expect(enough).toEqual(row?.permissionsThatAreEnoughAlone);
    },
  );

  it('holds a scoped permission to its store', () => {
    const key = keyWith(`btcpay.store.canviewinvoices:${STORE}`);
    expect(isAllowed(key, 'btcpay.store.canviewinvoices', STORE)).toBe(true);
    expect(isAllowed(key, 'btcpay.store.canviewinvoices', 'store-2')).toBe(false);
  });
});

describe('tokenOf', () => {
  it.each([
    ['token abc', 'abc'],
    ['TOKEN abc', 'abc'],
    ['Bearer abc', 'abc'],
    ['token ', null],
    ['Basic abc', null],
    ['', null],
    [undefined, null],
  ])('%s is %s', (header, expected) => expect(tokenOf(header)).toBe(expected));
});

describe('keys over HTTP', () => {
  it('are made, serve, and are gone once they have deleted themselves', async () => {
    const scene = await openScene();
    try {
      const asked = { label: 'made', permissions: ['btcpay.store.canviewinvoices'] };
      const made = Object(await scene.call('POST', '/api/v1/api-keys', asked));
      const ask = (method: string) =>
        send(scene.base, method, '/api/v1/api-keys/current', { Authorization: `token ${made.apiKey}` }, null);
      expect(await ask('GET')).toMatchObject({ status: 200, body: made });
      expect(made).toEqual({ apiKey: expect.stringMatching(/^[0-9a-f]{40}$/), ...asked });
      expect(await ask('DELETE')).toMatchObject({ status: 200, body: '' });
      expect((await ask('GET')).status).toBe(401);
    } finally {
      await scene.close();
    }
  });
});
