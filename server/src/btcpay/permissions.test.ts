import { describe, expect, it } from 'vitest';
import {
  judgeServerKey,
  mayMakeKeys,
  missingForSetup,
  missingPermissions,
  storesNamed,
} from './permissions.ts';

describe('missingPermissions', () => {
  const create = 'btcpay.store.cancreateinvoice';
  const view = 'btcpay.store.canviewinvoices';

  it.each([
    [[create, view], []],
    [[`${create}:store1`, `${view}:store1`], []],
    [['unrestricted'], []],
    [['btcpay.store.canmodifystoresettings:store1'], []],
    [['btcpay.store.canmodifyinvoices:store1'], []],
    [[create], [view]],
    [[view], [create]],
    [[], [create, view]],
    [
      [`${create}:store2`, `${view}:store2`],
      [create, view],
    ],
    [['btcpay.store.canviewlightninginvoice'], [create, view]],
  ])('of %j: %j', (granted, missing) => {
    expect(missingPermissions(granted, 'store1')).toEqual(missing);
  });
});

const storeKey = (...names: string[]) => names.map((name) => `btcpay.store.${name}:store1`);
const EXACT = storeKey('cancreateinvoice', 'canviewinvoices', 'canviewlightninginvoice');

describe('judgeServerKey', () => {
  it('accepts exactly what the server needs, in any order', () => {
    expect(judgeServerKey(EXACT.toReversed(), 'store1')).toEqual({ missing: [], excess: [] });
  });

  it.each([
    [EXACT.slice(1), ['btcpay.store.cancreateinvoice']],
    [EXACT.slice(0, 2), ['btcpay.store.canviewlightninginvoice']],
    [[], EXACT.map((permission) => permission.split(':')[0])],
  ])('of %j misses %j', (granted, missing) => {
    expect(judgeServerKey(granted, 'store1')).toEqual({ missing, excess: [] });
  });

  it.each([
    ['unrestricted', 'spending too'],
    ['btcpay.server.canmodifyserversettings', 'the whole BTCPay Server'],
    ['btcpay.user.canmodifyprofile', 'your account'],
    ['btcpay.store.canmodifystoresettings:store1', 'where its money goes'],
    ['btcpay.store.canuselightningnode:store1', 'may pay from your node'],
    ['btcpay.store.canmodifyinvoices:store1', 'mark unpaid invoices as paid'],
    ['btcpay.store.webhooks.canmodifywebhooks:store1', 'elsewhere'],
    ['btcpay.store.canmanagewallets:store1', 'spend on-chain'],
    ['btcpay.store.canmanagewallettransactions:store1', 'spend on-chain'],
    ['btcpay.store.cansigntransactions:store1', 'spend on-chain'],
    ['btcpay.store.canmanagepayouts:store1', 'pay out money'],
    ['btcpay.store.cancreatepullpayments:store1', 'pay out money'],
    ['btcpay.store.cancreatenonapprovedpullpayments:store1', 'promise money'],
    ['btcpay.store.canviewreports:store1', 'is not needed'],
    ['btcpay.store.canviewinvoices', 'is for every store'],
    ['btcpay.store.canviewinvoices:store2', 'is for another store'],
  ])('names %s as too much, and why', (permission, why) => {
    const { missing, excess } = judgeServerKey([...EXACT, permission], 'store1');
    expect([missing, excess]).toEqual([[], [expect.stringContaining(why)]]);
    expect(excess[0]).toMatch(new RegExp(`^${permission}: `));
  });
});

describe('missingForSetup', () => {
  const both = ['btcpay.store.canmodifyinvoices', 'btcpay.store.webhooks.canmodifywebhooks'];

  it.each([
    [storeKey('canmodifyinvoices', 'webhooks.canmodifywebhooks'), []],
    [both, []],
    [['unrestricted'], []],
    [storeKey('canmodifystoresettings'), []],
    [storeKey('canmodifyinvoices'), both.slice(1)],
    [EXACT, both],
    [both.map((name) => `${name}:store2`), both],
  ])('of %j: %j', (granted, missing) => {
    expect(missingForSetup(granted, 'store1')).toEqual(missing);
  });
});

describe('mayMakeKeys', () => {
  it('is so for one permission alone', () => {
    expect([['unrestricted'], storeKey('canmodifystoresettings'), []].map(mayMakeKeys)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('storesNamed', () => {
  it('names each store once', () => {
    expect(storesNamed([...EXACT, 'btcpay.store.canviewinvoices:store2', 'unrestricted'])).toEqual([
      'store1',
      'store2',
    ]);
  });
});
