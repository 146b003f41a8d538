/**
 * Builds the link to BTCPay's page where the merchant makes a key: it asks which store, and the permissions stand there
 * ticked, no more and no fewer.
 *
 * @param btcpayUrl Base URL, with a path where BTCPay runs under one.
 * @param applicationName What BTCPay shows, and labels the key with.
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/ (Authorization, ApiKeys_Authorize)
 */
export function authorizeLink(
  btcpayUrl: string,
  permissions: readonly string[],
  applicationName: string,
): string {
  const query = new URLSearchParams([
    ...permissions.map((permission): [string, string] => ['permissions', permission]),
    ['applicationName', applicationName],
    ['strict', 'true'],
    ['selectiveStores', 'true'],
  ]);
  return `${btcpayUrl.replace(/\/+$/, '')}/api-keys/authorize?${query}`;
}
