import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCKER } from './droplet.ts';

const PROGRAM = join(import.meta.dirname, 'fakes/node-program.sh');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-nodes-'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['bitcoind', 'lightningd', 'lightning-cli', 'bitcoin-cli'])
    symlinkSync(PROGRAM, join(folder, 'bin', name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script of `docker/btcpay`, as its container does; `answers` are bitcoin-cli's. */
function run(
  script: string,
  network: string,
  words: readonly string[] = [],
  answers: readonly string[] = [],
) {
  writeFileSync(join(folder, 'answers'), answers.map((answer) => `${answer}\n`).join(''));
  const { status, stdout, stderr } = spawnSync('sh', [join(DOCKER, 'btcpay', script), ...words], {
    encoding: 'utf8',
    timeout: 20_000,
    env: {
      PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: folder,
      BITCOIN_NETWORK: network,
      ANSWERS: join(folder, 'answers'),
      WAIT_SECONDS: '0',
    },
  });
  return { status, lines: stdout.trimEnd().split('\n'), stderr };
}

const SYNCED = '  "initialblockdownload": false,';

describe('bitcoind.sh', { timeout: 30_000 }, () => {
  it.each([
    ['mainnet', 'main'],
    ['testnet', 'test'],
    ['signet', 'signet'],
    ['regtest', 'regtest'],
  ])('calls %s what Bitcoin Core calls it, and adds what the compose file says', (network, chain) => {
    const { status, lines } = run('bitcoind.sh', network, ['-prune=25000']);
    expect([status, lines[0], lines.at(-1)]).toEqual([0, 'bitcoind', '-prune=25000']);
    expect(lines).toContain(`-chain=${chain}`);
  });

  it('listens where nobody outside can ask, and nowhere else', () => {
    const { lines } = run('bitcoind.sh', 'mainnet');
    const bound = lines.filter((line) => /^-(rpc|white)?bind=/.test(line));
    expect(bound.sort()).toEqual(['-bind=172.30.81.10', '-rpcbind=127.0.0.1', '-rpcbind=172.30.81.10']);
    expect(lines).toContain('-rpcallowip=172.30.81.0/24');
    expect(lines.filter((line) => /rpc(user|password|auth)/.test(line))).toEqual([]);
  });

  it('ends on a network that there is not', () => {
    const { status, stderr } = run('bitcoind.sh', 'main');
    expect(status).toBe(64);
    expect(stderr).toMatch(/BITCOIN_NETWORK is mainnet, .* not main/);
  });
});

describe('lightningd.sh', { timeout: 30_000 }, () => {
  it('waits until Bitcoin Core answers and has the chain', () => {
    const answers = ['error: Could not connect', '  "initialblockdownload": true,', SYNCED];
    const { status, lines } = run('lightningd.sh', 'mainnet', ['--autolisten=false'], answers);
    const waited = lines.filter((line) => line.startsWith('waiting until'));
    expect([status, waited.length, lines[2], lines.at(-1)]).toEqual([
      0,
      2,
      'lightningd',
      '--autolisten=false',
    ]);
  });

  it('gives others its socket, and keeps its keys in another folder', () => {
    const { lines } = run('lightningd.sh', 'mainnet', [], [SYNCED]);
    expect(lines).toEqual(
      expect.arrayContaining([
        '--network=bitcoin',
        `--lightning-dir=${folder}/lightning`,
        '--rpc-file=/run/lightning/lightning-rpc',
        '--rpc-file-mode=0660',
      ]),
    );
    expect(readFileSync(join(folder, 'bitcoin/bitcoin.conf'), 'utf8')).toBe(
      'rpccookiefile=/run/bitcoin/.cookie\n',
    );
  });

  it.each([
    ['testnet', 'testnet'],
    ['regtest', 'regtest'],
  ])('calls %s what Core Lightning calls it, as its command line does', (network, name) => {
    expect(run('lightningd.sh', network, [], [SYNCED]).lines).toContain(`--network=${name}`);
    const { lines } = run('lightning-cli.sh', network, ['getinfo']);
    expect([lines[0], lines[1], lines.at(-1)]).toEqual(['lightning-cli', `--network=${name}`, 'getinfo']);
  });

  it('does not start on a network that there is not', () => {
    expect(run('lightningd.sh', 'bitcoin').status).toBe(64);
    expect(existsSync(join(folder, 'bitcoin'))).toBe(false);
  });
});
