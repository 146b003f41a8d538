import type { Receipts } from '../../src/payments/signed-receipt.ts';

/** Receipts that anybody can read: `receipt of <id> at <version>`. */
export const fakeReceipts: Receipts = {
  issue: async ({ id, version, status }) => (status === 'settled' ? `receipt of ${id} at ${version}` : null),
  publicKeys: async () => [],
};
