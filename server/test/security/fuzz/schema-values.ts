import * as fc from 'fast-check';

/** The parts of JSON Schema that the API's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
}

/** Values of a field that get past the first checks, where a schema alone rarely gives one. */
const SAMPLES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  amount: fc.constantFrom('20', '50', '50.00', '100', '100.01', '19.99'),
  currency: fc.constantFrom('USD', 'EUR', 'SATS'),
  metadata: fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), fc.string({ maxLength: 20 }), {
    maxKeys: 4,
  }),
};

/**
 * Values that a schema describes.
 *
 * @param named Schemas of `components.schemas`.
 * @param name Of the field.
 */
export function validValue(
  schema: Schema,
  named: Readonly<Record<string, Schema>>,
  name = '',
): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return validValue(named[schema.$ref.split('/').at(-1) ?? ''] ?? {}, named, name);
  const described = fromSchema(schema, named);
  const sample = SAMPLES[name];
  return sample === undefined ? described : fc.oneof({ weight: 4, arbitrary: sample }, described);
}

function fromSchema(schema: Schema, named: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const { minimum, maximum } = schema;
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: minimum ?? -1_000, max: Math.min(maximum ?? 1_000, 2 ** 31 - 1) });
    case 'boolean':
      return fc.boolean();
    case 'object':
      return object(schema, named);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

function text({ format, pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'email') return fc.emailAddress({ size: 'small' });
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') })
      .map((at) => at.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 250) });
}

function object(schema: Schema, named: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties, oneOf = [] } = schema;
  if (Object.keys(properties).length === 0 && typeof additionalProperties === 'object')
    return fc.dictionary(
      fc.string({ minLength: 1, maxLength: 20 }),
      validValue(additionalProperties, named),
      { maxKeys: 5 },
    );
  const rivals = oneOf.flatMap((branch) => branch.required ?? []);
  const wanted = oneOf.length === 0 ? [[]] : oneOf.map((branch) => branch.required ?? []);
  return fc.oneof(
    ...wanted.map((chosen) => {
      const kept = Object.entries(properties).filter(
        ([name]) => !rivals.includes(name) || chosen.includes(name),
      );
      const values = Object.fromEntries(kept.map(([name, value]) => [name, validValue(value, named, name)]));
      return fc.record(values, { requiredKeys: [...required, ...chosen] });
    }),
  );
}

/** Values that no field is made for. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, 0, -1, 1.5, 1e308, '', ' ', [], {}, [[]], ['50'], { $gt: '' }],
    ...[
      '\u0000',
      '\ud800',
      '\u202e',
      '\r\nX-Injected: 1',
      '\u001b[31m',
      '__proto__',
      'constructor',
      'toString',
    ],
    ...[
      "' OR 1=1 --",
      '../../etc/passwd',
      '%00',
      '{{7*7}}',
      '<script>',
      'NaN',
      '1e2',
      '0x32',
      '-5',
      '９',
      'x'.repeat(5_000),
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'a', 'amount'), fc.jsonValue({ maxDepth: 1 })),
);
