/**
 * Writes an amount for people: `$50.00`, `77,650 sats`.
 *
 * @param amount Decimal string.
 * @param currency ISO 4217 code, or `SATS`.
 * @param locale BCP 47 tag; default: the browser's.
 * @returns Amount and code as they are, where they cannot be formatted.
 */
export declare function formatMoney(amount: string, currency: string, locale?: string): string;

/** Writes whole satoshis for people: `77,650 sats`. */
export declare function formatSats(amountSats: number, locale?: string): string;

/**
 * Reads an amount as a person types it (`25`, `25.5`, `25,50`).
 *
 * @returns Decimal string with exactly the currency's decimals, or null when it is not a positive amount.
 */
export declare function parseAmount(text: string, currency: string): string | null;
