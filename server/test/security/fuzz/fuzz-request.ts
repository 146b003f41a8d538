import * as fc from 'fast-check';
import { signBtcpayWebhook } from '../../../src/btcpay/webhook.ts';
import { newKey } from '../../acceptance/rig.ts';
import { hostileValue, type Schema, validValue } from './schema-values.ts';

/** One request as it is sent. */
export interface FuzzRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** The parts of OpenAPI that are read. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** What a request may present, so that it gets past the first door. */
export interface Keys {
  readonly paymentId: string;
  /** Values of `Authorization`. */
  readonly authorizations: readonly string[];
  readonly webhookSecret: string;
  /** Value of `Cookie`. */
  readonly cookie: string;
  /** The server's own, whose forms it takes. */
  readonly ownOrigin: string;
}

const FORM_TYPE = 'application/x-www-form-urlencoded';
const METHODS = ['get', 'post', 'put', 'delete', 'patch'];
/** One part of a request in six is broken. */
const mostly = <T>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: good }, { weight: 1, arbitrary: bad });

const hostileText = hostileValue.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
/** What `fetch` agrees to send in a header. */
const headerValue = hostileText.map((text) =>
  text
    .replaceAll(/[^\x20-\x7e\x80-\xff]/g, '')
    .trim()
    .slice(0, 1_000),
);
const pathSegment = fc.oneof(
  hostileText.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 1_000)),
  fc.constantFrom('%', '%zz', '%c0%af', '%00', '..%2f..%2f', '%2e%2e', 'pay_x', ';a=b', '*', '%E2%80%AE'),
);

/** Requests to every operation of the description, each part of them as described or broken. */
export function fuzzRequest(document: OpenApi, keys: Keys): fc.Arbitrary<FuzzRequest> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method] !== undefined).map((method) => ({
      // There is more to break in a body.
      weight: methods[method]?.requestBody === undefined ? 1 : 3,
      arbitrary: operationRequest(document, keys, { method, path, operation: methods[method] ?? {} }),
    })),
  );
  return fc.oneof(...operations, { weight: 1, arbitrary: fc.constant(null).map(soundCreation) });
}

/** Now and then nothing is wrong, so that there is something to break. */
function soundCreation(): FuzzRequest {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() };
  return { method: 'POST', target: '/v1/payments', headers, body: '{"amount":"50"}' };
}

function operationRequest(
  { components }: OpenApi,
  keys: Keys,
  { method, path, operation }: { method: string; path: string; operation: Operation },
): fc.Arbitrary<FuzzRequest> {
  const bodySchema = operation.requestBody?.content['application/json']?.schema;
  const formSchema = operation.requestBody?.content[FORM_TYPE]?.schema;
  const isPage = /^\/(pay|receipt)\b/.test(path);
  return fc
    .record({
      id: mostly(fc.constant(keys.paymentId), pathSegment),
      query: query(operation),
      authorization: mostly(fc.constantFrom(...keys.authorizations), headerValue),
      key: mostly(fc.constant(null), headerValue),
      type: mostly(fc.constant(isPage ? FORM_TYPE : 'application/json'), headerValue),
      cookie: mostly(fc.constant(keys.cookie), headerValue),
      origin: mostly(fc.constant(keys.ownOrigin), headerValue),
      extra: fc.dictionary(
        fc.constantFrom(
          'Origin',
          'X-Forwarded-For',
          'Last-Event-ID',
          'If-None-Match',
          'Accept',
          'Cookie',
          'Forwarded',
        ),
        headerValue,
        { maxKeys: 2 },
      ),
      signed: fc.boolean(),
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(method.toUpperCase()) },
        { weight: 1, arbitrary: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS') },
      ),
      body: bodyOf(bodySchema, formSchema, components.schemas),
    })
    .map((parts) => {
      const carries = parts.method !== 'GET' && parts.method !== 'HEAD' && parts.body !== null;
      const signature = signBtcpayWebhook(Buffer.from(parts.body ?? ''), keys.webhookSecret);
      return {
        method: parts.method,
        target: path.replaceAll(/\{\w+\}/g, () => parts.id) + parts.query,
        headers: {
          Authorization: parts.authorization,
          'Idempotency-Key': parts.key ?? newKey(),
          ...(carries ? { 'Content-Type': parts.type } : {}),
          ...(parts.signed ? { 'BTCPay-Sig': signature } : {}),
          ...(isPage ? { Cookie: parts.cookie, Origin: parts.origin } : {}),
          ...parts.extra,
        },
        body: carries ? parts.body : null,
      };
    });
}

function bodyOf(
  json: Schema | undefined,
  form: Schema | undefined,
  named: Readonly<Record<string, Schema>>,
): fc.Arbitrary<string | null> {
  if (form !== undefined) return mostly(fields(form, named), hostileText);
  return json === undefined ? mostly(fc.constant(null), hostileText) : body(json, named);
}

/** A form as described, with one field broken now and then. */
function fields(schema: Schema, named: Readonly<Record<string, Schema>>): fc.Arbitrary<string> {
  const extra = fc.tuple(fc.constantFrom('amount', 'typed', 'key', 'order-id', '__proto__', ''), hostileText);
  return fc.tuple(validValue(schema, named), fc.option(extra, { freq: 3 })).map(([value, more]) => {
    const pairs = Object.entries(value as object).map(([name, part]): [string, string] => [
      name,
      String(part),
    ]);
    return new URLSearchParams(more === null ? pairs : [...pairs, more]).toString();
  });
}

function query({ parameters = [] }: Operation): fc.Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  if (known.length === 0)
    return fc.oneof({ weight: 5, arbitrary: fc.constant('') }, fc.constantFrom('?a=b', '?%', '?a[]=1'));
  const pair = fc.oneof(
    ...known.map(({ name, schema }) =>
      mostly(validValue(schema, {}, name).map(String), hostileText).map((value) => [name, value] as const),
    ),
    fc.tuple(fc.constantFrom('__proto__', 'page', 'limit[]', ''), hostileText),
  );
  return fc
    .array(pair, { maxLength: 4 })
    .map(
      (pairs) =>
        `?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value.slice(0, 500)])).toString()}`,
    );
}

function body(schema: Schema, named: Readonly<Record<string, Schema>>): fc.Arbitrary<string | null> {
  const whole = validValue(schema, named);
  const broken = fc
    .tuple(whole, fc.string({ maxLength: 10 }), hostileValue, fc.nat())
    .map(([value, name, bad, which]) => {
      if (typeof value !== 'object' || value === null) return bad;
      const names = [...Object.keys(value), name, 'metadata', 'type', 'invoiceId'];
      // Not by a spread: `__proto__` must become a field of its own.
      return Object.fromEntries([...Object.entries(value), [names[which % names.length] ?? name, bad]]);
    });
  const text = fc
    .tuple(whole, fc.nat({ max: 40 }))
    .map(([value, cut]) => JSON.stringify(value).slice(0, cut));
  return fc.oneof(
    { weight: 6, arbitrary: whole.map((value) => JSON.stringify(value)) },
    { weight: 6, arbitrary: broken.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: hostileValue.map((value) => JSON.stringify(value)) },
    { weight: 5, arbitrary: fc.oneof(text, hostileText, fc.constant(null)) },
  );
}
