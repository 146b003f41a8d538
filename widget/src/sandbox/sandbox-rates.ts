/**
 * Price of one bitcoin in whole units of a currency. Invented for the sandbox: plain round numbers, so that an amount can
 * be checked in the head ($1 is 1,000 sats) and nobody takes them for a market price.
 */
const RATES: Readonly<Record<string, bigint>> = {
  SATS: 100_000_000n, // by definition
  JPY: 10_000_000n,
  KRW: 100_000_000n,
  INR: 10_000_000n,
};

/** Every other currency's: as if it were worth a dollar. */
const OTHER_RATE = 100_000n;

const SATS_PER_BITCOIN = 100_000_000n;

/**
 * Price of one bitcoin, invented for the sandbox.
 *
 * @param currency ISO 4217 code, or `SATS`.
 * @returns Decimal string in that currency, for example `100000`.
 */
export function sandboxRate(currency: string): string {
  return (RATES[currency] ?? OTHER_RATE).toString();
}

/**
 * Turns an amount into satoshis at the sandbox's rate; a fraction of one counts as a whole.
 *
 * @param amount Decimal string, for example `50.00`.
 * @param currency ISO 4217 code, or `SATS`.
 */
export function sandboxSats(amount: string, currency: string): number {
  const [whole = '', fraction = ''] = amount.split('.');
  const minor = BigInt(whole + fraction) * SATS_PER_BITCOIN;
  const each = (RATES[currency] ?? OTHER_RATE) * 10n ** BigInt(fraction.length);
  return Number((minor + each - 1n) / each);
}
