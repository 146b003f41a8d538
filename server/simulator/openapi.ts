import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

/** For the tests of the simulator: BTCPay's own OpenAPI files, and where the real server differs from them. */

/** A JSON schema as OpenAPI 3.0 writes it. */
export type Schema = { readonly [keyword: string]: unknown };

/** A difference between the files and the server, with a recorded answer that shows it. */
export interface Exception {
  /** What the server does. */
  readonly title: string;
  /** Name of the recorded exchange, or folder of webhooks, that the files refuse. */
  readonly recorded: string;
  /** Path in the files whose answer the record is. */
  readonly answerOf: readonly [method: string, path: string, status: string];
  /** Each object of the files as it would have to be written. */
  readonly amend: (schema: Schema) => Schema;
}

const INVOICE = '/api/v1/invoices/{invoiceId}';
const METHODS = `${INVOICE}/payment-methods`;
const DELIVERIES = '/api/v1/webhooks/{webhookId}/deliveries';
const NODE_INVOICE = '/api/v1/stores/{storeId}/lightning/{cryptoCode}/invoices/{id}';

interface OpenApi {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }>
  >;
  readonly components: { readonly schemas: Record<string, Schema> };
}

// BTCPay's own file, unchanged.
const FILES: OpenApi = JSON.parse(
  readFileSync(new URL('../test/data/btcpay-openapi.json', import.meta.url), 'utf8'),
);

/** Every known difference that makes a real answer invalid. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    title:
      'parts of an allOf forbid further properties, so no whole invoice can pass; invoices carry paymentMethods too',
    recorded: 'invoices/get',
    answerOf: ['get', INVOICE, '200'],
    amend: ({ additionalProperties: _, ...rest }) => rest,
  },
  {
    title: 'a lazy method has no destination and no additional data',
    recorded: 'invoices/payment-methods-pending-lazy',
    answerOf: ['get', METHODS, '200'],
    amend: allowNull('destination', 'additionalData'),
  },
  {
    title: 'a successful delivery has no error message',
    recorded: 'webhooks/delivery-get',
    answerOf: ['get', `${DELIVERIES}/{deliveryId}`, '200'],
    amend: allowNull('errorMessage'),
  },
  {
    title: 'an unpaid invoice at the node has no amount received',
    recorded: 'lightning/node-invoice-expired-unpaid',
    answerOf: ['get', NODE_INVOICE, '200'],
    amend: allowNull('amountReceived'),
  },
  {
    title: 'days of a pull payment are a number',
    recorded: 'invoices/refund',
    answerOf: ['post', `${INVOICE}/refund`, '200'],
    amend: (schema) => {
      const { properties } = schema;
      if (!isSchema(properties) || !isSchema(properties['BOLT11Expiration'])) return schema;
      return { ...schema, properties: { ...properties, BOLT11Expiration: { type: 'number' } } };
    },
  },
];

/** Differences in statuses: the recorded answer has one that the files do not know, or another body for it. */
export const STATUS_EXCEPTIONS: readonly Pick<Exception, 'title' | 'recorded' | 'answerOf'>[] = [
  {
    title: 'a body that breaks a rule is 422 and not 400',
    recorded: 'errors/amount-negative',
    answerOf: ['post', '/api/v1/stores/{storeId}/invoices', '422'],
  },
  {
    title: '400 is an object with a code and not an array',
    recorded: 'errors/currency-unknown',
    answerOf: ['post', '/api/v1/stores/{storeId}/invoices', '400'],
  },
  {
    title: 'a mark that is not allowed is 422 and not 400',
    recorded: 'invoices/mark-settled-twice',
    answerOf: ['post', `${INVOICE}/status`, '422'],
  },
];

/**
 * A validator for the answer of a documented operation.
 *
 * @param exceptions Which differences are allowed.
 * @returns `null` where the files know no such answer.
 */
export function answerValidator(
  [method, path, status]: Exception['answerOf'],
  exceptions: readonly Exception[],
): ValidateFunction | null {
  const content = FILES.paths[path]?.[method]?.responses[status]?.content;
  if (!content?.['application/json']) return null;
  const pointer = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema'];
  return ajvWith(exceptions).compile({ $ref: `btcpay#/${pointer.map(escapePointer).join('/')}` });
}

/** A validator for a schema of the files by its name, every difference allowed. */
export function schemaValidator(name: string): ValidateFunction {
  if (!FILES.components.schemas[name]) throw new Error(`no schema ${name}`);
  return ajvWith(EXCEPTIONS).compile({ $ref: `btcpay#/components/schemas/${name}` });
}

const cache = new Map<readonly Exception[], Ajv>();

function ajvWith(exceptions: readonly Exception[]): Ajv {
  const known = cache.get(exceptions);
  if (known) return known;
  let document: unknown = FILES;
  for (const { amend } of exceptions) document = mapObjects(document, amend);
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const { paths, components } = Object(mapObjects(document, expressNull));
  ajv.addSchema({ paths, components }, 'btcpay');
  cache.set(exceptions, ajv);
  return ajv;
}

/** Lets properties be null, wherever an object schema describes all of them. */
function allowNull(...names: string[]): (schema: Schema) => Schema {
  return (schema) => {
    const { properties } = schema;
    if (!isSchema(properties) || !names.every((name) => isSchema(properties[name]))) return schema;
    const nulls = names.map((name) => [name, { ...Object(properties[name]), nullable: true }]);
    return { ...schema, properties: { ...properties, ...Object.fromEntries(nulls) } };
  };
}

/** OpenAPI's `nullable` beside `allOf`, `$ref` or `enum` means nothing to JSON Schema; as `anyOf` it does. */
function expressNull({ nullable, ...rest }: Schema): Schema {
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}

function mapObjects(value: unknown, change: (schema: Schema) => Schema): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner) => (isSchema(inner) ? change(inner) : inner));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escapePointer(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}
