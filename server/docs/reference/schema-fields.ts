import { type JsonSchema, linkTo, nameOf } from './operation.ts';

/** A field of a body, flat: `invoice.bolt11`, `items[].id`. */
export interface Field {
  readonly name: string;
  /** What it is, in words: `text | null`. */
  readonly type: string;
  /** What else it keeps to. */
  readonly rules: string;
  readonly required: boolean;
}

/** Every field of an object, those within its fields included; one of a named schema is not opened. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = prefix + key;
    const inner = objectIn(field);
    const isList = bare(field).type === 'array';
    return [
      {
        name,
        type: typeOf(field),
        rules: rulesOf(bare(field)),
        required: schema.required?.includes(key) ?? false,
      },
      ...(inner === null ? [] : fieldsOf(inner, `${name}${isList ? '[].' : '.'}`)),
    ];
  });
}

/** What a value is, in words. */
export function typeOf(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  const name = nameOf(schema);
  if (name !== null) return linkTo(name);
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' ');
  if (schema.format === 'date-time') return 'time';
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'values'}`;
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['value']);
  return types.map((type) => WORDS[type] ?? type).join(' or ');
}

/** What a value keeps to: lengths, bounds, default, and a pattern where it is short enough to be read. */
export function rulesOf(schema: JsonSchema): string {
  const { minLength, maxLength, minimum, maximum, pattern, format } = schema;
  const rules = [
    bounds(minLength, maxLength, ' characters'),
    bounds(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum, ''),
    schema.default === undefined ? '' : `default \`${schema.default}\``,
    pattern === undefined || pattern.length > MOST_PATTERN ? '' : `\`${pattern}\``,
    format === 'email' ? 'a mail address' : '',
    schema.description ?? '',
  ];
  return rules.filter((rule) => rule !== '').join('; ');
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
};
const MOST_PATTERN = 60;

function bounds(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === -Number.MAX_SAFE_INTEGER) return '';
  if (least === undefined) return most === undefined ? '' : `at most ${most}${unit}`;
  return most === undefined ? `at least ${least}${unit}` : `${least} to ${most}${unit}`;
}

/** A value that may be null, without the null. */
function bare(schema: JsonSchema): JsonSchema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

function objectIn(schema: JsonSchema): JsonSchema | null {
  const value = bare(schema);
  const inner = value.type === 'array' ? value.items : value;
  return inner?.properties === undefined ? null : inner;
}
