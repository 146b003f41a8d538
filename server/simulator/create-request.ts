import { type Decimal, formatDecimal, parseDecimal } from './decimal.ts';
import { invalid, UNREADABLE, type Violation } from './errors.ts';
import { fieldOf, isObject, readObject } from './json-body.ts';
import type { ReceiptOptions } from './stored-invoice.ts';

/** A create request that BTCPay would accept; `null` means that the store's default holds. */
export interface CreateRequest {
  /** `null`: a top-up. */
  readonly amount: Decimal | null;
  readonly currency: string | null;
  readonly metadata: Record<string, unknown>;
  readonly searchTerms: readonly string[];
  readonly paymentMethods: readonly string[] | null;
  readonly defaultPaymentMethod: string | null;
  readonly expirationMinutes: number | null;
  readonly monitoringMinutes: number | null;
  readonly paymentTolerance: number | null;
  readonly speedPolicy: string | null;
  readonly redirectURL: string | null;
  readonly redirectAutomatically: boolean;
  readonly defaultLanguage: string | null;
  readonly lazy: boolean;
  readonly receipt: ReceiptOptions;
}

const MODEL = 'BTCPayServer.Client.Models.CreateInvoiceRequest';
/** Above it BTCPay's rule fails; the message says "less than", but the value itself passes. */
const MAX_AMOUNT = 18_446_744_073_709_551_615n;
/** .NET's longest TimeSpan, in minutes. */
const MAX_MINUTES = 15_372_286_728;
const SPEED_POLICIES = ['HighSpeed', 'MediumSpeed', 'LowMediumSpeed', 'LowSpeed'];
const LANGUAGES = /^(en|de|fr|es|it|nl|pt|pl|ja|ru|cs|da|sv|fi|tr|uk|hu|el|bg|hr|ro|zh)\b/;
/** Old names that still parse, and what they are called now. */
const METHOD_NAMES: Readonly<Record<string, string>> = {
  'BTC-LN': 'BTC-LN',
  'BTC-LightningNetwork': 'BTC-LN',
  'BTC-LNURL': 'BTC-LNURL',
  BTC_LNURLPAY: 'BTC-LNURL',
  'BTC-CHAIN': 'BTC-CHAIN',
  BTC: 'BTC-CHAIN',
};

/**
 * Reads the body of a create request as leniently and as strictly as BTCPay.
 *
 * @param raw The body text.
 * @throws Refusal 422 with BTCPay's array.
 */
export function parseCreateRequest(raw: string): CreateRequest {
  const body = readObject(raw, MODEL);
  const checkout = fieldOf(body, 'checkout');
  const options = isObject(checkout) ? checkout : {};
  const request = readFields(raw, body, options);
  const violations = violationsOf(request);
  if (violations.length > 0) throw invalid(...violations);
  return { ...request, paymentMethods: request.paymentMethods?.map((id) => METHOD_NAMES[id] ?? id) ?? null };
}

function readFields(
  raw: string,
  body: Record<string, unknown>,
  options: Record<string, unknown>,
): CreateRequest {
  const terms = fieldOf(body, 'additionalSearchTerms');
  return {
    amount: readAmount(fieldOf(body, 'amount')),
    currency: readText(fieldOf(body, 'currency'))?.toUpperCase() || null,
    metadata: readMetadata(raw, fieldOf(body, 'metadata')),
    searchTerms: Array.isArray(terms) ? terms.filter((term) => typeof term === 'string') : [],
    paymentMethods: readMethods(raw, fieldOf(options, 'paymentMethods')),
    defaultPaymentMethod: readText(fieldOf(options, 'defaultPaymentMethod')),
    expirationMinutes: readMinutes('expirationMinutes', fieldOf(options, 'expirationMinutes')),
    monitoringMinutes: readMinutes('monitoringMinutes', fieldOf(options, 'monitoringMinutes')),
    paymentTolerance: readNumber(fieldOf(options, 'paymentTolerance')),
    speedPolicy: readSpeedPolicy(raw, fieldOf(options, 'speedPolicy')),
    redirectURL: readText(fieldOf(options, 'redirectURL')),
    redirectAutomatically: fieldOf(options, 'redirectAutomatically') === true,
    defaultLanguage: readText(fieldOf(options, 'defaultLanguage')),
    lazy: fieldOf(options, 'lazyPaymentMethods') === true,
    receipt: readReceipt(fieldOf(body, 'receipt')),
  };
}

/** The rules, in BTCPay's order. */
function violationsOf(request: CreateRequest): Violation[] {
  const found: Violation[] = [];
  const { amount, expirationMinutes, paymentTolerance, paymentMethods, defaultLanguage } = request;
  if (amount && amount.units < 0n) found.push({ path: 'Amount', message: 'The amount should be 0 or more.' });
  if (amount && amount.units > MAX_AMOUNT * 10n ** BigInt(amount.scale))
    found.push({ path: 'Amount', message: `The amount should less than ${MAX_AMOUNT}.` });
  if (expirationMinutes !== null && expirationMinutes < 0.5)
    found.push({ path: 'Checkout.Expiration', message: 'Expiration time must be at least 30 seconds' });
  if (paymentTolerance !== null && (paymentTolerance < 0 || paymentTolerance > 100))
    found.push({
      path: 'Checkout.PaymentTolerance',
      message: 'PaymentTolerance can only be between 0 and 100 percent',
    });
  for (const [index, id] of (paymentMethods ?? []).entries())
    if (!METHOD_NAMES[id])
      found.push({ path: `Checkout.PaymentMethods[${index}]`, message: 'Invalid PaymentMethodId' });
  if (defaultLanguage !== null && !LANGUAGES.test(defaultLanguage))
    found.push({
      path: 'Checkout.DefaultLanguage',
      message:
        'The requested defaultLang does not exists, Browse the ~/misc/lang page of your BTCPay Server instance to see the list of supported languages.',
    });
  return found;
}

function readAmount(value: unknown): Decimal | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number') {
    const kind = typeof value === 'boolean' ? 'Boolean' : Array.isArray(value) ? 'Array' : 'Object';
    throw invalid({ path: 'amount', message: `Unexpected token type: ${kind}` }, UNREADABLE);
  }
  if (typeof value === 'number' && Math.abs(value) >= 2 ** 96) throw unreadableAmount();
  // .NET turns a double into a decimal with 15 significant digits: 0.30000000000000004 is 0.3.
  const text = typeof value === 'number' ? String(Number(value.toPrecision(15))) : value;
  const amount = parseDecimal(text);
  if (!amount) throw unreadableAmount();
  return amount;
}

function unreadableAmount(): Error {
  return invalid({ path: 'amount', message: 'The supplied value is invalid.' }, UNREADABLE);
}

function readMinutes(name: string, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > MAX_MINUTES)
    throw invalid({ path: `checkout.${name}`, message: 'Invalid timespan' });
  return value;
}

function readMetadata(raw: string, value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  const kind = Array.isArray(value) ? 'JArray' : 'JValue';
  throw invalid(UNREADABLE, {
    path: 'metadata',
    message: `Deserialized JSON type 'Newtonsoft.Json.Linq.${kind}' is not compatible with expected type 'Newtonsoft.Json.Linq.JObject'. Path 'metadata', ${positionOf(raw, 'metadata')}.`,
  });
}

function readMethods(raw: string, value: unknown): string[] | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(String);
  throw unconvertible(raw, 'paymentMethods', value, 'System.String[]');
}

function readSpeedPolicy(raw: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const known = SPEED_POLICIES.find((name) => name.toLowerCase() === String(value).toLowerCase());
  if (known) return known;
  throw unconvertible(raw, 'speedPolicy', value, 'System.Nullable`1[BTCPayServer.Client.Models.SpeedPolicy]');
}

function unconvertible(raw: string, name: string, value: unknown, type: string): Error {
  return invalid(UNREADABLE, {
    path: `checkout.${name}`,
    message: `Error converting value ${JSON.stringify(value)} to type '${type}'. Path 'checkout.${name}', ${positionOf(raw, name)}.`,
  });
}

/** Where the reader stood: after the value, on a body of one line. */
function positionOf(raw: string, name: string): string {
  const match = new RegExp(`"${name}"\\s*:\\s*("[^"]*"|\\[|[^,}\\]]+)`).exec(raw);
  return `line 1, position ${match ? match.index + match[0].length : 0}`;
}

function readReceipt(value: unknown): ReceiptOptions {
  const given = isObject(value) ? value : {};
  // The store's default is a receipt with everything on it.
  const flag = (name: string) => fieldOf(given, name) !== false;
  return { enabled: flag('enabled'), showQR: flag('showQR'), showPayments: flag('showPayments') };
}

function readText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** The amount as BTCPay writes it back. */
export function writeAmount(amount: Decimal | null): string {
  return !amount || amount.units === 0n ? '0.0' : formatDecimal(amount);
}
