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
  const has = (permission: string) => isGranted(granted, permission, storeId);
  if (EVERYTHING.some(has)) return [];
  return NEEDED.filter(({ permission, or }) => ![permission, ...or].some(has)).map(
    ({ permission }) => permission,
  );
}

/** What the public server's key may do, each for one store, and nothing else. */
export const SERVER_PERMISSIONS = [
  'btcpay.store.cancreateinvoice',
  'btcpay.store.canviewinvoices',
  'btcpay.store.canviewlightninginvoice',
] as const;

/** What the key of `btcpay connect` needs: it marks the test invoice, and makes and reads the webhook. */
export const SETUP_PERMISSIONS = [
  'btcpay.store.canmodifyinvoices',
  'btcpay.store.webhooks.canmodifywebhooks',
] as const;

/**
 * Names the permissions that a set-up key lacks for a store.
 *
 * @param granted As for `missingPermissions`.
 */
export function missingForSetup(granted: readonly string[], storeId: string): string[] {
  return SETUP_PERMISSIONS.filter(
    (needed) => ![needed, ...EVERYTHING].some((name) => isGranted(granted, name, storeId)),
  );
}

/** Whether a key may make other keys: of all permissions only this one is enough (`recorded/keys`). */
export function mayMakeKeys(granted: readonly string[]): boolean {
  return granted.includes('unrestricted');
}

/** How a key differs from the one that the public server should have. */
export interface KeyJudgement {
  readonly missing: readonly string[];
  /** Each with what it allows, as `btcpay.store.canuselightningnode: may pay from your node`. */
  readonly excess: readonly string[];
}

/**
 * Holds a key against `SERVER_PERMISSIONS` for exactly one store: whoever takes over the public server has this key.
 *
 * @param granted As for `missingPermissions`.
 */
export function judgeServerKey(granted: readonly string[], storeId: string): KeyJudgement {
  const wanted: readonly string[] = SERVER_PERMISSIONS.map((name) => `${name}:${storeId}`);
  return {
    missing: SERVER_PERMISSIONS.filter((name) => !isGranted(granted, name, storeId)),
    excess: granted
      .filter((permission) => !wanted.includes(permission))
      .map((permission) => `${permission}: ${describeExcess(permission)}`),
  };
}

/** The stores that permissions are limited to, each once. */
export function storesNamed(granted: readonly string[]): string[] {
  return [...new Set(granted.flatMap((permission) => permission.split(':')[1] ?? []))];
}

function isGranted(granted: readonly string[], permission: string, storeId: string): boolean {
  return granted.includes(permission) || granted.includes(`${permission}:${storeId}`);
}

/** What permissions allow, by the beginning of their names; the first that fits. */
const MEANINGS: readonly (readonly [string, string])[] = [
  ['unrestricted', 'may do everything that your account may, spending too'],
  ['btcpay.server.', 'may change the whole BTCPay Server'],
  ['btcpay.user.', 'may change your account'],
  ['btcpay.store.canmodifystoresettings', 'may change the store, and where its money goes'],
  ['btcpay.store.canuselightningnode', 'may pay from your node'],
  ['btcpay.store.canmodifyinvoices', 'may mark unpaid invoices as paid'],
  ['btcpay.store.webhooks.', 'may send the news of your payments elsewhere'],
  ['btcpay.store.canmanagewallet', 'may spend on-chain'],
  ['btcpay.store.cansigntransactions', 'may spend on-chain'],
  ['btcpay.store.cancreatetransactions', 'may prepare spending on-chain'],
  ['btcpay.store.canbroadcasttransactions', 'may send on-chain transactions'],
  ['btcpay.store.canmanagepayouts', 'may pay out money'],
  ['btcpay.store.canmanagepullpayments', 'may pay out money'],
  ['btcpay.store.cancreatepullpayments', 'may pay out money'],
  ['btcpay.store.cancreatenonapprovedpullpayments', 'may promise money'],
];

function describeExcess(permission: string): string {
  const [name = '', scope] = permission.split(':');
  if (SERVER_PERMISSIONS.some((needed) => needed === name))
    return scope === undefined ? 'is for every store' : 'is for another store';
  return MEANINGS.find(([beginning]) => name.startsWith(beginning))?.[1] ?? 'is not needed';
}
