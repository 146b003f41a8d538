/** What this server does with its key, and the permissions of which each one is enough. */
const NEEDED: readonly { readonly permission: string; readonly or: readonly string[] }[] = [
  { permission: 'btcpay.store.cancreateinvoice', or: ['btcpay.store.canmodifyinvoices'] },
  {
    permission: 'btcpay.store.canviewinvoices',
    or: ['btcpay.store.canmodifyinvoices', 'btcpay.store.canviewstoresettings'],
  },
];
const EVERYTHING = ['unrestricted', 'btcpay.store.canmodifystoresettings'];

/**
 * Names the permissions that a key lacks to serve a store. The right to ask the node (`canviewlightninginvoice`) is
 * not among them: without it a payment that BTCPay itself never saw is not found, and nothing else changes.
 *
 * @param granted As `api-keys/current` lists them: `permission` for every store, `permission:storeId` for one.
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (API Keys)
 */
export function missingPermissions(granted: readonly string[], storeId: string): string[] {
  const has = (permission: string) =>
    granted.includes(permission) || granted.includes(`${permission}:${storeId}`);
  if (EVERYTHING.some(has)) return [];
  return NEEDED.filter(({ permission, or }) => ![permission, ...or].some(has)).map(
    ({ permission }) => permission,
  );
}
