import { describe, expect, it } from 'vitest';
import { missingPermissions } from './permissions.ts';

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
