/**
 * Link that opens a wallet with exactly this invoice.
 *
 * @param bolt11 BOLT11 payment request.
 */
export declare function walletLink(bolt11: string): `lightning:${string}`;
