import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { BadValue, type Grammar } from './env-reader.ts';

const PEM_BLOCK = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/g;

/** Private keys that sign receipts: one, or two while it is being rotated, the new one first. */
export const receiptSigningKeys: Grammar<readonly KeyObject[]> = {
  hint: 'a private Ed25519 key as JWK or PKCS#8 PEM (during rotation a JWK Set of two or two PEM blocks)',
  parse(text) {
    const keys = text.trimStart().startsWith('{') ? fromJson(text) : (text.match(PEM_BLOCK) ?? []).map(toKey);
    if (keys.length === 0) throw new BadValue('holds no key');
    if (keys.length > 2) throw new BadValue('holds more than two keys');
    return keys;
  },
};

function fromJson(text: string): readonly KeyObject[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadValue('is no JSON');
  }
  const { keys } = json as { keys?: unknown }; // an object, since the text begins with a brace
  const list: readonly unknown[] = Array.isArray(keys) ? keys : [json];
  return list.map((key) => toKey(key as JsonWebKey)); // createPrivateKey checks its shape
}

function toKey(key: string | JsonWebKey): KeyObject {
  let made: KeyObject;
  try {
    made = typeof key === 'string' ? createPrivateKey(key) : createPrivateKey({ key, format: 'jwk' });
  } catch {
    throw new BadValue('holds something that is no private key');
  }
  if (made.asymmetricKeyType !== 'ed25519') throw new BadValue('holds a key of another kind');
  return made;
}
