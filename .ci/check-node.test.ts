import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const ours = realpathSync(join(root, 'node_modules/.bin/node'));
let folder: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-node-'));
  bin = join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(folder, '.ci'));
  for (const name of ['check-node.sh', 'setup.sh', 'node.sha256'])
    cpSync(join(root, '.ci', name), join(folder, '.ci', name));
});
afterEach(() => rmSync(folder, { recursive: true }));

function sh(...words: string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync('sh', words, {
    env: { PATH: `${bin}:/usr/bin:/bin` },
    encoding: 'utf8',
  });
  return { status, stderr };
}

const check = (...words: string[]) => sh(join(folder, '.ci/check-node.sh'), ...words);

/** Has a program of the test's own stand in for Node, and takes its hash for the right one: hashing a Node takes a second. */
function standIn(program: string): void {
  writeFileSync(program, 'a stand-in');
  const hash = createHash('sha256').update('a stand-in').digest('hex');
  const pins = readFileSync(join(root, '.ci/node.sha256'), 'utf8').replace(/^[0-9a-f]{64}/gm, hash);
  writeFileSync(join(folder, '.ci/node.sha256'), pins);
}

/** Our own Node with one byte changed, in a file of its own: those of node_modules are links into pnpm's store. */
function tamper(): void {
  copyFileSync(ours, join(bin, 'node'));
  writeSync(openSync(join(bin, 'node'), 'r+'), Buffer.from([0x90]), 0, 1, 4_096);
}

describe('check-node.sh', () => {
  it('accepts the Node of the lockfile', () => {
    symlinkSync(ours, join(bin, 'node'));
    expect(check('--installed')).toEqual({ status: 0, stderr: '' });
  });

  it('refuses one with a single byte changed, in one clear line', () => {
    tamper();
    const { status, stderr } = check();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^\S+ is not node-\S+@\S+ of .ci\/node.sha256, its SHA-256 is [0-9a-f]{64}: delete.*\n$/,
    );
  });

  it('refuses one that it knows no hash of, and one that cannot be read', () => {
    symlinkSync('/nowhere', join(bin, 'node'));
    expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining('cannot be read') });
    writeFileSync(join(folder, '.ci/node.sha256'), '# none\n');
    expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining('holds no node-') });
  });

  it('has nothing to say before the first install', () => {
    expect(check()).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['v24.1.0', 0],
    ['v26.0.0', 0],
    ['v20.19.0', 1],
    ['', 1],
  ])('takes a Node of the system, %j, where no package brings one', (version, status) => {
    mkdirSync(join(folder, 'system'));
    writeFileSync(join(folder, 'system/node'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
    const result = spawnSync('sh', [join(folder, '.ci/check-node.sh'), '--installed'], {
      env: { PATH: `${folder}/system:/usr/bin:/bin` },
      encoding: 'utf8',
    });
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(
      status === 0 ? /^$/ : /^No package brings Node .*: install Node 24 or later.*\n$/,
    );
  });
});

describe('setup.sh', () => {
  /** Programs that write down what they are called with; the install brings `node`, as a shell line. */
  function programs(install: string): void {
    const log = join(folder, 'log');
    const npx = `echo npx >> ${log}; while [ "$1" != -- ]; do shift; done; shift; exec "$@"`;
    const pnpm = `echo "pnpm $*" >> ${log}; case $1 in install) ${install} ;; esac`;
    for (const [name, script] of Object.entries({ npx, pnpm }))
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const setup = () => sh(join(folder, '.ci/setup.sh'));
  const log = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');

  it('runs install scripts after Node was compared', () => {
    standIn(join(folder, 'right'));
    programs(`ln -s ${folder}/right ${bin}/node`);
    expect(setup()).toEqual({ status: 0, stderr: '' });
    expect(log()).toEqual([
      'npx',
      'pnpm install --frozen-lockfile --ignore-scripts',
      'pnpm rebuild --pending',
    ]);
  });

  it('stops after an install that brought another Node, before anything runs on it', () => {
    programs(`echo another > ${bin}/node`);
    expect(setup()).toMatchObject({ status: 1, stderr: expect.stringContaining('is not node-') });
    expect(log()).toEqual(['npx', 'pnpm install --frozen-lockfile --ignore-scripts']);
  });
});
