import { invalid, UNREADABLE } from './errors.ts';

/** Whether a parsed JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field by its name in any case, as BTCPay reads JSON; the last of several wins. */
export function fieldOf(object: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const key = Object.keys(object).findLast((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

/**
 * Reads a body that must be a JSON object.
 *
 * @param model The .NET type that BTCPay names in its message for an array.
 * @throws Refusal 422, with the path and the extra item of a body that could not be read.
 */
export function readObject(raw: string, model: string): Record<string, unknown> {
  if (raw.trim() === '' || raw.trim() === 'null')
    throw invalid({ path: '', message: 'A non-empty request body is required.' }, UNREADABLE);
  const value = parse(raw);
  if (isObject(value)) return value;
  throw invalid(
    {
      path: '',
      message: Array.isArray(value)
        ? `Cannot deserialize the current JSON array (e.g. [1,2,3]) into type '${model}' because the type requires a JSON object (e.g. {"name":"value"}) to deserialize correctly.\nTo fix this error either change the JSON to a JSON object (e.g. {"name":"value"}) or change the deserialized type to an array or a type that implements a collection interface (e.g. ICollection, IList) like List<T> that can be deserialized from a JSON array. JsonArrayAttribute can also be added to the type to force it to deserialize from a JSON array.\nPath '', line 1, position 1.`
        : `Error converting value ${raw.trim()} to type '${model}'. Path '', line 1, position ${raw.trim().length}.`,
    },
    UNREADABLE,
  );
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    // The reader names the last property that it entered.
    const path = [...raw.matchAll(/"(\w+)"\s*:/g)].at(-1)?.[1] ?? '';
    const message = `Unexpected end when deserializing object. Path '${path}', line 1, position ${raw.length}.`;
    throw invalid({ path, message }, UNREADABLE);
  }
}
