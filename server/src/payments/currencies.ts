const TWO_DECIMALS = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
  COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
  INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
  MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
  STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`;
const NO_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND';
const FOUR_DECIMALS = 'CLF UYW';

const words = (list: string) => list.trim().split(/\s+/);

/**
 * How many decimals each currency has: its minor unit is `10 ** -decimals`.
 *
 * Active codes of ISO 4217 that have a minor unit (no precious metals, no testing codes), and `SATS`, whole satoshis,
 * as BTCPay calls them. A `Map`, so that `constructor` and the like are no currency.
 *
 * @see https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html (ISO 4217, list one)
 */
export const CURRENCY_DECIMALS: ReadonlyMap<string, number> = new Map([
  ...words(TWO_DECIMALS).map((code) => [code, 2] as const),
  ...words(NO_DECIMALS).map((code) => [code, 0] as const),
  ...words(THREE_DECIMALS).map((code) => [code, 3] as const),
  ...words(FOUR_DECIMALS).map((code) => [code, 4] as const),
  ['SATS', 0],
]);
