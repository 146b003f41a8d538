import type { PROBLEMS } from '../../src/http/errors.ts';

/** What a route's curl line needs that its description does not hold. */
export interface Example {
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Sent as a form; `$(…)` is the shell's. */
  readonly form?: Readonly<Record<string, string>>;
  /** Query of the address. */
  readonly query?: Readonly<Record<string, string>>;
  /** Further headers. */
  readonly headers?: readonly string[];
  /** Lines of the shell before it. */
  readonly before?: readonly string[];
  /** The body, as the shell has it: in place of `body`. */
  readonly data?: string;
  /** The payment must be settled. */
  readonly settled?: true;
  /** Codes of its own, beside those of its kind. */
  readonly codes?: readonly (keyof typeof PROBLEMS)[];
}

const COOKIE = ['Cookie: lp_client_secret=$CLIENT_SECRET'];
const PRICE_CODES = ['amount_out_of_range', 'currency_not_accepted'] as const;
const GATEWAY_CODES = ['gateway_bad_answer', 'gateway_unavailable', 'liquidity_unavailable'] as const;

/** By route. One that needs nothing of it, a read for example, has no line here. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  'POST /v1/payments': {
    body: { amount: '50', currency: 'USD', orderId: 'A-1' },
    codes: [
      'idempotency_key_invalid',
      'idempotency_in_progress',
      'idempotency_mismatch',
      'origin_not_allowed',
      'open_amounts_off',
      ...PRICE_CODES,
      'product_unknown',
      'request_invalid',
      'rate_limited',
      ...GATEWAY_CODES,
    ],
  },
  'GET /v1/payments/{id}': { codes: ['rate_limited'] },
  'GET /v1/payments/{id}/events': { codes: ['rate_limited'] },
  'POST /v1/payments/{id}/renew': {
    codes: ['already_settled', 'partially_paid', 'rate_limited', ...GATEWAY_CODES],
  },
  'POST /v1/payments/{id}/receipt-email': {
    body: { email: 'customer@example.com' },
    settled: true,
    codes: ['not_settled', 'mail_not_configured', 'rate_limited'],
  },
  'GET /pay': { query: { amount: '50', orderId: 'A-1' } },
  'POST /pay': {
    form: { amount: '50', currency: 'USD', key: '$(openssl rand -hex 16)' },
    headers: ['Origin: https://pay.example.com'],
  },
  'GET /pay/{id}': { headers: COOKIE },
  'POST /pay/{id}': {
    form: {},
    headers: [...COOKIE, 'Origin: https://pay.example.com'],
  },
  'POST /pay/{id}/mail': {
    form: { email: 'customer@example.com' },
    headers: [...COOKIE, 'Origin: https://pay.example.com'],
    settled: true,
  },
  'GET /receipt/{token}': { settled: true },
  'POST /webhooks/btcpay': {
    before: [
      `BODY='{"deliveryId":"D-1","webhookId":"W-1","originalDeliveryId":"D-1","isRedelivery":false,"type":"InvoiceSettled","timestamp":1795514400,"storeId":"S-1","invoiceId":"I-1"}'`,
      `SIGNATURE=$(printf %s "$BODY" | openssl dgst -sha256 -hmac "$BTCPAY_WEBHOOK_SECRET" -r | cut -d ' ' -f 1)`,
    ],
    headers: ['BTCPay-Sig: sha256=$SIGNATURE'],
    data: '$BODY',
    codes: ['unauthorized'],
  },
  'GET /v1/merchant/payments': { query: { status: 'settled', limit: '20' } },
  'GET /v1/merchant/payments.csv': { query: { from: '2026-11-01T00:00:00Z' } },
  'GET /v1/merchant/summary': { query: { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' } },
  'PUT /v1/merchant/products/{id}': {
    body: { title: 'A mug', amount: '25', currency: 'USD' },
    codes: PRICE_CODES,
  },
  'POST /v1/merchant/payment-requests': {
    body: { amount: '42.00', currency: 'USD', orderId: 'A-42', expiresInSeconds: 3600 },
    codes: ['not_found', ...PRICE_CODES],
  },
  'POST /v1/merchant/payments/{id}/refund': {
    body: { amount: '10.00', reason: 'One planter arrived broken' },
    settled: true,
    codes: [
      'idempotency_in_progress',
      'idempotency_mismatch',
      'not_settled',
      'refunds_not_configured',
      'amount_out_of_range',
      'gateway_unavailable',
    ],
  },
};
