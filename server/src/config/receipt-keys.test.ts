import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BadValue } from './env-reader.ts';
import { receiptSigningKeys } from './receipt-keys.ts';

const key = () => generateKeyPairSync('ed25519').privateKey;
const [newer, older] = [key(), key()];
const pem = (one = key()) => one.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = (one = key()) => one.export({ format: 'jwk' });
const otherKind = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const publicJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });

describe('receiptSigningKeys', () => {
  it.each([
    ['a PEM block', pem(newer), [newer]],
    ['two PEM blocks', pem(newer) + pem(older), [newer, older]],
    ['a JWK', JSON.stringify(jwk(newer)), [newer]],
    ['a JWK Set of two', ` ${JSON.stringify({ keys: [jwk(newer), jwk(older)] })}`, [newer, older]],
  ])('reads %s, the one that signs first', (_, text, expected) => {
    const keys = receiptSigningKeys.parse(text);
    expect(keys.map((one) => one.type)).toEqual(expected.map(() => 'private'));
    expect(keys.map(jwk)).toEqual(expected.map(jwk));
  });

  it.each([
    ['a word', 'key'],
    ['half a JSON', '{'],
    ['an empty object', '{}'],
    ['three keys', pem() + pem() + pem()],
    ['no key at all', JSON.stringify({ keys: [] })],
    ['a public key', JSON.stringify(publicJwk)],
    ['a JWK of another kind', JSON.stringify(jwk(otherKind))],
    ['a PEM block of another kind', pem(otherKind)],
    ['a PEM block of nothing', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
  ])('refuses %s', (_, text) => {
    expect(() => receiptSigningKeys.parse(text)).toThrow(BadValue);
  });
});
