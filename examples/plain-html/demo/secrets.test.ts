import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoSecrets } from './secrets.ts';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'secrets-')), 'data/demo-secrets.json');

describe('demoSecrets', () => {
  it('makes different secrets of 256 bits', () => {
    const secrets = Object.values(demoSecrets(newFile()));
    expect(secrets).toHaveLength(6);
    expect(new Set(secrets).size).toBe(6);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps them for the next start', () => {
    const file = newFile();
    expect(demoSecrets(file)).toEqual(demoSecrets(file));
  });

  it('lets nobody else read them', () => {
    const file = newFile();
    demoSecrets(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('adds what an older demo did not have and changes nothing else', () => {
    const file = newFile();
    const { merchantReadKey: _dropped, ...older } = demoSecrets(file);
    writeFileSync(file, JSON.stringify(older));
    expect(demoSecrets(file)).toMatchObject(older);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('merchantReadKey');
  });

  it('refuses a file that is not its own', () => {
    const file = newFile();
    demoSecrets(file);
    writeFileSync(file, '7');
    expect(() => demoSecrets(file)).toThrow(/Not the demo's secrets/);
  });
});
