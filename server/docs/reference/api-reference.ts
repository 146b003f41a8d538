import { PROBLEMS } from '../../src/http/errors.ts';
import { curlLine } from './curl-line.ts';
import { EXAMPLES } from './examples.ts';
import { markdownTable } from './markdown-table.ts';
import {
  credentialOf,
  type Description,
  type JsonSchema,
  linkTo,
  nameOf,
  type Operation,
  operationsOf,
  routeOf,
} from './operation.ts';
import { problemCodes } from './problem-codes.ts';
import { fieldsOf, rulesOf, typeOf } from './schema-fields.ts';

const CREDENTIALS: Readonly<Record<string, string>> = {
  clientSecret: 'With the payment’s `clientSecret` as bearer token.',
  merchantKey: 'With `MERCHANT_API_KEY` as bearer token; where it only reads, also with `MERCHANT_READ_KEY`.',
};

/** The reference in Markdown: each route with a line of curl, then each schema. */
export function apiReference(description: Description): string {
  const { schemas } = description.components;
  return [
    ...operationsOf(description).map((operation) => routeText(operation, schemas)),
    '### Schemas',
    ...Object.entries(schemas).map(([name, schema]) => schemaText(name, schema)),
  ].join('\n\n');
}

function routeText(operation: Operation, schemas: Readonly<Record<string, JsonSchema>>): string {
  const example = EXAMPLES[routeOf(operation)] ?? {};
  const credential = credentialOf(operation);
  const settled = example.settled ? 'The payment must be settled.' : '';
  return [
    `### \`${routeOf(operation)}\``,
    [`${operation.summary}.`, credential === null ? '' : (CREDENTIALS[credential] ?? ''), settled]
      .filter((sentence) => sentence !== '')
      .join(' '),
    ...parameterTable(operation),
    ...bodyTable(operation, schemas),
    answersText(operation),
    `\`\`\`sh\n${curlLine(operation, example)}\n\`\`\``,
  ].join('\n\n');
}

function parameterTable({ parameters = [] }: Operation): string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, in: place, required, schema, description = '' }) => [
    `\`${name}\``,
    place,
    typeOf(schema),
    required ? 'yes' : '',
    [description, rulesOf(schema)].filter((text) => text !== '').join('; '),
  ]);
  return [markdownTable(['parameter', 'in', 'type', 'needed', 'rules'], rows)];
}

function bodyTable({ requestBody }: Operation, schemas: Readonly<Record<string, JsonSchema>>): string[] {
  return Object.entries(requestBody?.content ?? {}).flatMap(([type, { schema }]) => {
    const fields = fieldTable(schemas[nameOf(schema) ?? ''] ?? schema, 'field of the body');
    return fields === null ? [] : [...(type === 'application/json' ? [] : [`As \`${type}\`:`]), fields];
  });
}

function answersText(operation: Operation): string {
  const { default: fault, ...answers } = operation.responses;
  const lines = Object.entries(answers).map(([status, { description, content = {} }]) => {
    const [type, body] = Object.entries(content)[0] ?? [];
    const name = body && nameOf(body.schema);
    return `- ${status}: ${description}${name ? ` (${linkTo(name)})` : type ? ` (\`${type}\`)` : ''}`;
  });
  const codes = problemCodes(operation, EXAMPLES[routeOf(operation)]).map(
    (code) => `${PROBLEMS[code][0]} \`${code}\``,
  );
  if (fault?.content?.['text/html']) lines.push(`- else: ${fault.description}`);
  else if (codes.length > 0) lines.push(`- else: ${codes.join(', ')}`);
  return lines.join('\n');
}

function schemaText(name: string, schema: JsonSchema): string {
  return [`#### ${name} object`, fieldTable(schema, 'field') ?? `${typeOf(schema)}.`].join('\n\n');
}

function fieldTable(schema: JsonSchema, head: string): string | null {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return null;
  const rows = fields.map(({ name, type, rules, required }) => [
    `\`${name}\``,
    type,
    required ? 'yes' : '',
    rules,
  ]);
  return markdownTable([head, 'type', 'always', 'rules'], rows);
}
