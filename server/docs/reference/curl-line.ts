import type { Example } from './examples.ts';
import { credentialOf, type Operation, type Parameter, routeOf } from './operation.ts';

const HOST = 'https://pay.example.com';

/** What stands for the parameters of a path, by how the path begins. */
const PATH_VARIABLES: readonly (readonly [RegExp, string])[] = [
  [/^\/(v1\/(merchant\/)?payments|pay)\/\{id\}/, 'PAYMENT_ID'],
  [/^\/v1\/merchant\/products\/\{id\}/, 'PRODUCT_ID'],
  [/^\/v1\/merchant\/deliveries\/\{id\}/, 'DELIVERY_ID'],
  [/^\/receipt\/\{token\}/, 'RECEIPT_TOKEN'],
];

/**
 * Writes the lines of a shell that call a route. Most of it comes from the route's description, so a new route needs an
 * example only for what nobody could guess.
 *
 * @throws Error that names the route, where an example must say more.
 */
export function curlLine(operation: Operation, example: Example = {}): string {
  const { method, requestBody } = operation;
  const needsBody = requestBody?.required === true;
  if (needsBody && example.body === undefined && example.data === undefined && example.form === undefined) {
    throw lacking(operation, 'a body');
  }
  const data = example.data ?? (example.body && JSON.stringify(example.body));
  const words = [
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    `"${addressOf(operation, example)}"`,
    ...headersOf(operation, example, data).map((header) => `-H "${header}"`),
    ...(data === undefined ? [] : [`-d ${data.startsWith('$') ? `"${data}"` : `'${data}'`}`]),
    ...formOf(example),
  ];
  const isShort = words.join(' ').length < 100;
  return [...(example.before ?? []), `curl ${words.join(isShort ? ' ' : ' \\\n  ')}`].join('\n');
}

function addressOf(operation: Operation, { query = {} }: Example): string {
  const { path, parameters = [] } = operation;
  const missing = parameters.filter(
    ({ in: place, required, name }) => place === 'query' && required && query[name] === undefined,
  );
  if (missing.length > 0) throw lacking(operation, `query ${missing.map(({ name }) => name).join(', ')}`);
  const variable = PATH_VARIABLES.find(([start]) => start.test(path))?.[1];
  const filled = variable === undefined ? path : path.replace(/\{\w+\}/, `$${variable}`);
  if (filled.includes('{')) throw lacking(operation, 'what stands for its parameter (PATH_VARIABLES)');
  const text = new URLSearchParams(query).toString().replaceAll('%3A', ':');
  return `${HOST}${filled}${text === '' ? '' : `?${text}`}`;
}

function formOf({ form }: Example): string[] {
  if (form === undefined) return [];
  const fields = Object.entries(form).map(([name, value]) => `--data-urlencode "${name}=${value}"`);
  return fields.length > 0 ? fields : ["-d ''"]; // a form without fields still says that it is one
}

function headersOf(operation: Operation, { headers = [] }: Example, data: string | undefined): string[] {
  const isKeyed = (operation.parameters ?? []).some(({ name }: Parameter) => name === 'Idempotency-Key');
  const credential = credentialOf(operation);
  const merchantKey = operation.method === 'GET' ? '$MERCHANT_READ_KEY' : '$MERCHANT_API_KEY';
  return [
    ...(credential === null
      ? []
      : [`Authorization: Bearer ${credential === 'clientSecret' ? '$CLIENT_SECRET' : merchantKey}`]),
    ...(data === undefined ? [] : ['Content-Type: application/json']),
    ...(isKeyed ? ['Idempotency-Key: $(openssl rand -hex 16)'] : []),
    ...headers,
  ];
}

function lacking(operation: Operation, what: string): Error {
  return new Error(
    `${routeOf(operation)} needs an example: add ${what} for it to server/docs/reference/examples.ts`,
  );
}
