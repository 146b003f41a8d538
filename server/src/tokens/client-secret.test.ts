import { describe, expect, it } from 'vitest';
import { dummySecret } from '../../test/required-env.ts';
import { createClientSecrets } from './client-secret.ts';

const [old, fresh] = [dummySecret(32, 'o'), dummySecret(32, 'f')];
const [id, otherId] = ['pay_AAAAAAAAAAAAAAAAAAAAAA', 'pay_BBBBBBBBBBBBBBBBBBBBBB'];

describe('createClientSecrets', () => {
  it('issues the id and 256 bits of base64url, the same each time', () => {
    const secrets = createClientSecrets([fresh]);
    expect(secrets.issue(id)).toMatch(new RegExp(`^${id}_secret_[A-Za-z0-9_-]{43}$`));
    expect(createClientSecrets([fresh]).issue(id)).toBe(secrets.issue(id));
    expect(secrets.issue(id)).not.toBe(createClientSecrets([old]).issue(id));
  });

  it('issues HMAC-SHA256 of the id', () => {
    // printf 'pay_AAAAAAAAAAAAAAAAAAAAAA' | openssl dgst -sha256 -hmac ffffffffffffffffffffffffffffffff
    const issued = createClientSecrets([fresh]).issue(id).slice(`${id}_secret_`.length);
    expect(Buffer.from(issued, 'base64url').toString('hex')).toBe(
      '4d51ee5e7d329678cbfd8c856d0d3c5152c78b5e4efc441b9d59881f4ea294ab',
    );
  });

  it('matches its own secret, and that of the key before it', () => {
    const rotated = createClientSecrets([fresh, old]);
    expect(rotated.issue(id)).toBe(createClientSecrets([fresh]).issue(id));
    expect(rotated.matches(id, createClientSecrets([fresh]).issue(id))).toBe(true);
    expect(rotated.matches(id, createClientSecrets([old]).issue(id))).toBe(true);
    expect(createClientSecrets([fresh]).matches(id, createClientSecrets([old]).issue(id))).toBe(false);
  });

  it('matches no other', () => {
    const secrets = createClientSecrets([fresh, old]);
    const secret = secrets.issue(id);
    const wrong = [
      '',
      id,
      `${id}_secret_`,
      secret.slice(0, -1),
      `${secret}A`,
      ` ${secret}`,
      `${secret}\0`,
      secret.slice(1),
      secret.toUpperCase(),
      secrets.issue(otherId),
      secrets.issue(otherId).replace(otherId, id),
      secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      `${id}_secret_${'A'.repeat(43)}`,
      'é'.repeat(secret.length),
    ];
    for (const presented of wrong) expect(secrets.matches(id, presented), presented).toBe(false);
    expect(secrets.matches(otherId, secret)).toBe(false);
    expect(secrets.matches('', secret)).toBe(false);
  });

  it('is not built without a secret', () => {
    expect(() => createClientSecrets([])).toThrow(RangeError);
  });
});
