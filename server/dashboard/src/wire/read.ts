/**
 * Reads one value that came over the wire.
 *
 * @param value Parsed JSON, of any shape.
 * @param where Path of the value in the answer, for the error.
 * @throws TypeError where the value has another shape.
 */
export type Read<T> = (value: unknown, where: string) => T;

/** Reads a string. */
export const text: Read<string> = (value, where) => {
  if (typeof value !== 'string') throw new TypeError(`${where} is no text`);
  return value;
};

/** Reads a whole number that is exact in JavaScript. */
export const whole: Read<number> = (value, where) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new TypeError(`${where} is no whole number`);
  return value;
};

/** Reads true or false. */
export const truth: Read<boolean> = (value, where) => {
  if (typeof value !== 'boolean') throw new TypeError(`${where} is neither true nor false`);
  return value;
};

/** Reads what may be null. */
export function nullable<T>(read: Read<T>): Read<T | null> {
  return (value, where) => (value === null ? null : read(value, where));
}

/** Reads what an older or a newer server leaves out. */
export function optional<T>(read: Read<T>, otherwise: T): Read<T> {
  return (value, where) => (value === undefined ? otherwise : read(value, where));
}

/** Reads what is text or a whole number, as text. */
export const textOrNumber: Read<string> = (value, where) =>
  String(typeof value === 'number' ? value : text(value, where));

/** Reads a list. */
export function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value, where) => {
    if (!Array.isArray(value)) throw new TypeError(`${where} is no list`);
    return value.map((entry, index) => read(entry, `${where}[${index}]`));
  };
}

/** Reads an object with names of any kind, as its entries. */
export function entriesOf<T>(read: Read<T>): Read<readonly (readonly [string, T])[]> {
  return (value, where) =>
    Object.entries(asObject(value, where)).map(([name, entry]) => [name, read(entry, `${where}.${name}`)]);
}

/** Reads an object by its fields; what else it holds is left out. */
export function object<T extends object>(fields: { readonly [K in keyof T]: Read<T[K]> }): Read<T> {
  const readers = Object.entries(fields) as [string, Read<unknown>][]; // a mapped type loses its values here
  return (value, where) => {
    const found = asObject(value, where);
    const read = readers.map(([name, reader]) => [name, reader(found[name], `${where}.${name}`)]);
    return Object.fromEntries(read) as T; // each field of T was just read by its own reader
  };
}

function asObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${where} is no object`);
  return value as Record<string, unknown>; // any object can be asked for any name
}
