import { Hono } from 'hono';
import { z } from 'zod';
import {
  configSchema,
  createPaymentBody,
  healthSchema,
  merchantDeliverySchema,
  merchantHistorySchema,
  merchantPageSchema,
  merchantPaymentSchema,
  merchantQuery,
  paymentSchema,
  problemSchema,
} from './contract.ts';
import { PROBLEMS } from './errors.ts';
import { accessPaths, merchantAccessSchema } from './openapi-access.ts';
import { BOOK_SCHEMAS, bookPaths } from './openapi-books.ts';
import { DELIVERY_SCHEMAS, deliveryPaths } from './openapi-deliveries.ts';
import { PAGE_PATHS } from './openapi-pages.ts';
import { RECEIPT_EMAIL_SCHEMAS, receiptEmailPaths } from './openapi-receipt-email.ts';
import { jwksSchema, RECEIPT_KEY_PATHS } from './openapi-receipt-keys.ts';
import { refundPaths } from './openapi-refunds.ts';
import {
  paymentRequestBody,
  paymentRequestSchema,
  productBody,
  productId,
  productSchema,
} from './pricing-contract.ts';
import { refundBody } from './refund-body.ts';
import { refundSchema } from './refund-contract.ts';

type Json = Record<string, unknown>;

const OPTIONS = { target: 'draft-2020-12', io: 'input', unrepresentable: 'throw' } as const;

/** Route of the API's description: OpenAPI 3.1, made from the schemas that validate the requests. */
export function openapiRoutes(publicUrl: string, merchantApi: boolean): Hono {
  const document = openapiDocument(publicUrl, merchantApi);
  const app = new Hono();
  app.get('/openapi.json', (c) => {
    c.header('Cache-Control', 'public, max-age=300');
    c.header('Access-Control-Allow-Origin', '*');
    return c.json(document);
  });
  return app;
}

/** Builds the description. @see https://spec.openapis.org/oas/v3.1.1.html */
export function openapiDocument(publicUrl: string, merchantApi: boolean): Json {
  const named = schemas({
    Payment: paymentSchema,
    CreatePayment: createPaymentBody,
    ...RECEIPT_EMAIL_SCHEMAS,
    Config: configSchema,
    Health: healthSchema,
    Jwks: jwksSchema,
    Problem: problemSchema,
    ...(merchantApi
      ? {
          MerchantPayment: merchantPaymentSchema,
          MerchantDelivery: merchantDeliverySchema,
          MerchantPaymentPage: merchantPageSchema,
          MerchantPaymentHistory: merchantHistorySchema,
          Product: productSchema,
          PutProduct: productBody,
          PaymentRequest: paymentRequestSchema,
          CreatePaymentRequest: paymentRequestBody,
          ...DELIVERY_SCHEMAS,
          ...BOOK_SCHEMAS,
          MerchantAccess: merchantAccessSchema,
          Refund: refundSchema,
          CreateRefund: refundBody,
        }
      : {}),
  });
  return {
    openapi: '3.1.1',
    info: { title: 'lightning-pay', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: publicUrl }],
    paths: {
      '/v1/payments': { post: CREATE },
      '/v1/payments/{id}': { get: read('The payment', 'Payment', [ID], ['clientSecret']) },
      '/v1/payments/{id}/events': { get: EVENTS },
      '/v1/payments/{id}/renew': {
        post: read(
          'The payment, with a fresh invoice where the old one is over',
          'Payment',
          [ID],
          ['clientSecret'],
        ),
      },
      ...receiptEmailPaths(problems()),
      '/v1/config': { get: read('What can be charged here', 'Config') },
      ...PAGE_PATHS,
      ...RECEIPT_KEY_PATHS,
      '/webhooks/btcpay': { post: WEBHOOK },
      '/healthz': { get: read('Alive', 'Health') },
      '/readyz': {
        get: {
          ...read('Ready', 'Health'),
          responses: { 200: ref('Ready', 'Health'), 503: ref('Not ready', 'Health') },
        },
      },
      ...(merchantApi
        ? {
            '/v1/merchant/payments': {
              get: read('Payments, newest first', 'MerchantPaymentPage', MERCHANT_QUERY, ['merchantKey']),
            },
            '/v1/merchant/payments/{id}': {
              get: read('A payment with its ledger rows', 'MerchantPaymentHistory', [ID], ['merchantKey']),
            },
            '/v1/merchant/products/{id}': {
              get: read('A product', 'Product', [PRODUCT_ID], ['merchantKey']),
              put: {
                ...read('Add or replace a product', 'Product', [PRODUCT_ID], ['merchantKey']),
                requestBody: { required: true, ...content('PutProduct') },
              },
              delete: DELETE_PRODUCT,
            },
            '/v1/merchant/payment-requests': { post: SIGN },
            ...deliveryPaths(problems()),
            ...bookPaths(problems()),
            ...accessPaths(problems()),
            ...refundPaths(problems()),
          }
        : {}),
    },
    components: {
      schemas: {
        ...named,
        CreatePayment: {
          ...named['CreatePayment'],
          oneOf: [{ required: ['amount'] }, { required: ['product'] }, { required: ['request'] }],
        },
      },
      securitySchemes: {
        clientSecret: { type: 'http', scheme: 'bearer', description: 'clientSecret of the create answer' },
        merchantKey: { type: 'http', scheme: 'bearer', description: 'MERCHANT_API_KEY or MERCHANT_READ_KEY' },
      },
    },
  };
}

const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const PRODUCT_ID = { ...ID, schema: schema(productId) };
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Needed unless the body has a request, whose own id is the key then',
  required: false,
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22,255}$' },
};
const MERCHANT_QUERY = Object.entries(merchantQuery.shape).map(([name, type]) => ({
  name,
  in: 'query',
  required: false,
  schema: schema(type),
}));
const CREATE = {
  summary: 'Create a payment',
  parameters: [IDEMPOTENCY_KEY],
  requestBody: { required: true, ...content('CreatePayment') },
  responses: { 201: ref('Created, or the same payment again', 'Payment'), default: problems() },
};
const DELETE_PRODUCT = {
  summary: 'Delete a product; payments made for it stay',
  security: [{ merchantKey: [] }],
  parameters: [PRODUCT_ID],
  responses: { 204: { description: 'It is not there any more' }, default: problems() },
};
const SIGN = {
  summary: 'Sign a price that a page can pass on, but not change',
  security: [{ merchantKey: [] }],
  requestBody: { required: true, ...content('CreatePaymentRequest') },
  responses: { 201: ref('Signed', 'PaymentRequest'), default: problems() },
};
const EVENTS = {
  summary: 'Follow a payment: server-sent events named payment, the first one whole',
  security: [{ clientSecret: [] }],
  parameters: [ID],
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    default: problems(),
  },
};
const WEBHOOK = {
  summary: "BTCPay Server's webhook, signed by BTCPay-Sig",
  requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
  responses: { 204: { description: 'Stored' }, default: problems() },
};

function read(
  summary: string,
  name: string,
  parameters: readonly unknown[] = [],
  security: readonly string[] = [],
): Json {
  return {
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(security.length > 0 ? { security: security.map((scheme) => ({ [scheme]: [] })) } : {}),
    responses: { 200: ref(summary, name), default: problems() },
  };
}

function schema(type: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(type, OPTIONS);
  return rest;
}

/** Schemas that name each other where the document holds them; `$defs` of their own would not be found there. */
function schemas(types: Readonly<Record<string, z.ZodType>>): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [id, type] of Object.entries(types)) registry.add(type, { id });
  const made = z.toJSONSchema(registry, { ...OPTIONS, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([id, { $schema: _, $id: __, ...rest }]) => [id, rest]),
  );
}

function content(name: string): Json {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } };
}

function ref(description: string, name: string): Json {
  return { description, ...content(name) };
}

function problems(): Json {
  const codes = Object.entries(PROBLEMS).map(([code, [status]]) => `${status} ${code}`);
  return {
    description: `A problem, by code: ${codes.join(', ')}`,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
