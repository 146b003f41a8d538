import { BadValue, type Grammar } from './env-reader.ts';

/** A whole number within a range, both ends included, in plain digits. */
export function integer(min: number, max: number): Grammar<number> {
  return {
    hint: `a whole number from ${min} to ${max}`,
    parse(text) {
      if (!/^(0|[1-9]\d{0,15})$/.test(text)) throw new BadValue('is not a whole number');
      const value = Number(text);
      if (value < min || value > max) throw new BadValue('is out of range');
      return value;
    },
  };
}

/** Exactly one of some words. */
export function oneOf<const W extends string>(words: readonly W[]): Grammar<W> {
  return {
    hint: `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    parse(text) {
      const word = words.find((known) => known === text);
      if (word === undefined) throw new BadValue('is not one of the known words');
      return word;
    },
  };
}

/** `true` or `false`, in that spelling only. */
export const flag: Grammar<boolean> = {
  hint: 'true or false',
  parse: (text) => oneOf(['true', 'false']).parse(text) === 'true',
};

/** Text in a given form. */
export function matching(form: RegExp, hint: string): Grammar<string> {
  return {
    hint,
    parse(text) {
      if (!form.test(text)) throw new BadValue('has another form');
      return text;
    },
  };
}

/** A Bitcoin network that invoices are on. */
export const networkName = oneOf(['mainnet', 'testnet', 'signet', 'regtest']);

/** A store of BTCPay's. */
export const storeId = matching(/^[A-Za-z0-9_-]{1,128}$/, "the store's id, as BTCPay shows it");

/** Where a server listens. */
export const listenHost = matching(/^[A-Za-z0-9.:_-]+$/, 'an address or a host name, as 127.0.0.1');

/** Text without blanks or control characters, of a least length: what is too short can be guessed. */
export function secret(minLength: number): Grammar<string> {
  return {
    hint: `a secret of ${minLength} characters or more, without blanks`,
    parse(text) {
      // A stray blank or line end would make every signature wrong without a word.
      if (/[\s\p{Cc}]/u.test(text)) throw new BadValue('holds a blank or a line end');
      if (text.length < minLength) throw new BadValue('is too short');
      return text;
    },
  };
}

/** `whsec_` and base64 of 24 to 64 bytes. @see https://www.standardwebhooks.com (symmetric signing secrets) */
export const standardWebhookSecret: Grammar<string> = {
  hint: 'whsec_ followed by base64 of 24 to 64 random bytes',
  parse(text) {
    const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
    if (encoded === undefined) throw new BadValue('does not begin with whsec_ or is no base64');
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.toString('base64') !== encoded) throw new BadValue('is no whole base64');
    if (bytes.length < 24 || bytes.length > 64) throw new BadValue('has another length');
    return text;
  },
};

/** One value, or two while it is being rotated: the new one signs, both verify. */
export function rotated<T>(one: Grammar<T>): Grammar<readonly T[]> {
  return {
    hint: `${one.hint} (during rotation two, comma-separated, the new one first)`,
    parse(text) {
      const values = text.split(',');
      if (values.length > 2) throw new BadValue('holds more than two values');
      return values.map((value) => one.parse(value));
    },
  };
}

/** A comma list; blanks around its items do not count. */
export function listOf<T>(item: Grammar<T>, hint: string): Grammar<readonly T[]> {
  return {
    hint,
    parse: (text) =>
      text.split(',').map((part, index) => {
        try {
          return item.parse(part.trim());
        } catch (error) {
          throw error instanceof BadValue
            ? new BadValue(`has an item ${index + 1} that ${error.message}`)
            : error;
        }
      }),
  };
}
