/** An API key of the simulated BTCPay. */
export interface ApiKey {
  readonly key: string;
  readonly label: string;
  /** Names such as `btcpay.store.canviewinvoices`, each perhaps scoped: `…:<storeId>`. Unknown names are kept. */
  readonly permissions: readonly string[];
}

/** The permissions that the imitated endpoints ask for. */
export type Permission =
  | 'btcpay.store.cancreateinvoice'
  | 'btcpay.store.canviewinvoices'
  | 'btcpay.store.canmodifyinvoices'
  | 'btcpay.store.canviewlightninginvoice'
  | 'btcpay.store.canmodifystoresettings'
  | 'btcpay.store.webhooks.canmodifywebhooks'
  | 'btcpay.store.cancreatenonapprovedpullpayments'
  | 'btcpay.store.cancreatepullpayments'
  | 'btcpay.store.canmanagepullpayments'
  | 'unrestricted';

/**
 * Which other permissions are enough alone, as measured with 34 keys; `unrestricted` always is. Not measured: who may list
 * pull payments, which is by BTCPay's OpenAPI file.
 */
const ALSO_ENOUGH: Record<Permission, readonly string[]> = {
  'btcpay.store.cancreateinvoice': ['btcpay.store.canmodifyinvoices', 'btcpay.store.canmodifystoresettings'],
  'btcpay.store.canviewinvoices': [
    'btcpay.store.canmodifyinvoices',
    'btcpay.store.canmodifystoresettings',
    'btcpay.store.canviewstoresettings',
  ],
  'btcpay.store.canmodifyinvoices': ['btcpay.store.canmodifystoresettings'],
  'btcpay.store.canviewlightninginvoice': [
    'btcpay.store.cancreatelightninginvoice',
    'btcpay.store.canmodifyinvoices',
    'btcpay.store.canmodifystoresettings',
    'btcpay.store.canuselightningnode',
  ],
  'btcpay.store.canmodifystoresettings': [],
  'btcpay.store.webhooks.canmodifywebhooks': ['btcpay.store.canmodifystoresettings'],
  'btcpay.store.cancreatenonapprovedpullpayments': [
    'btcpay.store.cancreatepullpayments',
    'btcpay.store.canmanagepullpayments',
    'btcpay.store.canmodifystoresettings',
  ],
  'btcpay.store.cancreatepullpayments': [
    'btcpay.store.canmanagepullpayments',
    'btcpay.store.canmodifystoresettings',
  ],
  'btcpay.store.canmanagepullpayments': ['btcpay.store.canmodifystoresettings'],
  unrestricted: [],
};

/** Whether a key may do something in a store. */
export function isAllowed(key: ApiKey, permission: Permission, storeId: string): boolean {
  const enough = new Set<string>(['unrestricted', permission, ...ALSO_ENOUGH[permission]]);
  return key.permissions.some((granted) => {
    const [name = '', scope] = granted.split(':');
    return enough.has(name) && (scope === undefined || scope === storeId);
  });
}

/**
 * Reads `Authorization: token <key>` (or `bearer`, in any case).
 *
 * @returns The key text; `null` if there is none, as BTCPay sees it (also for another scheme or an empty token).
 */
export function tokenOf(authorization: string | undefined): string | null {
  const match = /^(?:token|bearer)\s+(\S+)\s*$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}
