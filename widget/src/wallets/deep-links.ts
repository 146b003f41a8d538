/**
 * Link that opens a wallet with exactly this invoice.
 *
 * @param bolt11 BOLT11 payment request, already decoded: it holds nothing but letters and digits.
 */
export function walletLink(bolt11: string): `lightning:${string}` {
  return `lightning:${bolt11.toLowerCase()}`;
}
