import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCKER } from './droplet.ts';
import { issueCertificate } from './issue-certificate.ts';

let folder: string;
let tls: string;
let lineage: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-tls-'));
  tls = join(folder, 'tls');
  lineage = join(folder, 'live');
  mkdirSync(tls);
  mkdirSync(lineage);
});
afterEach(() => rmSync(folder, { recursive: true }));

function certificate(...words: string[]) {
  return spawnSync('sh', [join(DOCKER, 'scripts/tls/certificate.sh'), ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], TLS_FOLDER: tls, RENEWED_LINEAGE: lineage },
  });
}

const read = (path: string) => readFileSync(path, 'utf8');

describe('certificate.sh', () => {
  it('makes a placeholder for all names, and only where there is no certificate', () => {
    expect(certificate('placeholder', 'pay.example.com', 'btcpay.example.com').status).toBe(0);
    const text = execFileSync('openssl', [
      'x509',
      '-in',
      join(tls, 'fullchain.pem'),
      '-noout',
      '-text',
    ]).toString();
    expect(text).toMatch(/DNS:pay\.example\.com, DNS:btcpay\.example\.com/);
    expect(text).toMatch(/Issuer: O = placeholder/);
    const first = read(join(tls, 'fullchain.pem'));
    certificate('placeholder', 'pay.example.com');
    expect(read(join(tls, 'fullchain.pem'))).toBe(first);
  });

  it('installs certificate and key in one step, for the eyes of their owner alone', () => {
    certificate('placeholder', 'pay.example.com');
    issueCertificate(lineage, '/CN=x');
    expect(certificate('install').status).toBe(0);
    for (const name of ['fullchain.pem', 'privkey.pem']) {
      expect(read(join(tls, name))).toBe(read(join(lineage, name)));
      expect(statSync(join(tls, name)).mode & 0o777).toBe(0o600);
      // Both lead through the one link whose replacing is the step.
      expect(readlinkSync(join(tls, name))).toBe(`current/${name}`);
    }
    expect(lstatSync(join(tls, 'current')).isSymbolicLink()).toBe(true);
    const pair = readlinkSync(join(tls, 'current'));
    expect(statSync(join(tls, pair)).mode & 0o777).toBe(0o700);
    expect(readdirSync(tls).sort()).toEqual(['current', 'fullchain.pem', pair, 'privkey.pem', 'reload-due']);
  });

  it('does nothing where the certificate is the same', () => {
    issueCertificate(lineage, '/CN=x');
    certificate('install');
    certificate('reloaded');
    const pair = readlinkSync(join(tls, 'current'));
    expect(certificate('install').status).toBe(0);
    expect(readlinkSync(join(tls, 'current'))).toBe(pair);
    expect(certificate('reload-due').status).toBe(1);
  });

  it('says that nginx is due to reload until it has', () => {
    issueCertificate(lineage, '/CN=x');
    certificate('install');
    expect(certificate('reload-due').status).toBe(0);
    certificate('reloaded');
    expect(certificate('reload-due').status).toBe(1);
  });

  it.each([
    [
      'a key of another certificate',
      () => {
        const key = read(join(lineage, 'privkey.pem'));
        issueCertificate(lineage, '/CN=x');
        writeFileSync(join(lineage, 'privkey.pem'), key);
      },
    ],
    [
      'half a certificate',
      () => writeFileSync(join(lineage, 'fullchain.pem'), '-----BEGIN CERTIFICATE-----\n'),
    ],
    [
      'a certificate without its key',
      () => {
        issueCertificate(lineage, '/CN=x');
        rmSync(join(lineage, 'privkey.pem'));
      },
    ],
  ])('refuses %s, and what was there stays', (_, spoil) => {
    issueCertificate(lineage, '/CN=x');
    certificate('install');
    const before = { files: readdirSync(tls).sort(), served: read(join(tls, 'fullchain.pem')) };
    spoil();
    expect(certificate('install').status).not.toBe(0);
    expect({ files: readdirSync(tls).sort(), served: read(join(tls, 'fullchain.pem')) }).toEqual(before);
  });

  it('goes on from where a killed run stopped, and takes files by hand for what they are', () => {
    writeFileSync(join(tls, 'fullchain.pem'), 'by hand');
    writeFileSync(join(tls, 'privkey.pem'), 'by hand');
    writeFileSync(join(tls, 'current.new'), '');
    mkdirSync(join(tls, 'pair.killed'));
    issueCertificate(lineage, '/CN=x');
    expect(certificate('install').status).toBe(0);
    expect(read(join(tls, 'privkey.pem'))).toBe(read(join(lineage, 'privkey.pem')));
    expect(readdirSync(tls)).not.toContain('pair.killed');
  });

  it.each([[[]], [['nonsense']]])('tells its words where it gets %j', (words) => {
    const { status, stdout } = certificate(...words);
    expect(status).toBe(1);
    expect(stdout).toMatch(/certificate\.sh install/);
  });
});
