import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Env } from '../../../src/config/env-reader.ts';
import { ConfigError, loadConfig } from '../../../src/config.ts';
import { DOCKER } from './compose-file.ts';
import { DEPLOYMENTS, deployment, FILES, servicesOf } from './deployment.ts';
import { type Example, readEnvExample } from './env-example.ts';
import { unescapedDollars, variablesOf } from './interpolation.ts';

const names = (examples: readonly Example[]): string[] => examples.map(({ name }) => name);
const compose = readEnvExample('env.example');
const server = readEnvExample('server.env.example');

/** The faults that a server finds in an environment. */
function faultsOf(env: Env): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ name }) => name);
    throw error;
  }
  return [];
}

describe('docker/env.example', () => {
  it('holds each variable of the compose files, and none that neither they nor the scripts read', () => {
    const used = Object.values(FILES).flatMap(({ content }) => variablesOf(content));
    const scripts = globSync('scripts/**/*.sh', { cwd: DOCKER })
      .map((path) => readFileSync(new URL(path, DOCKER), 'utf8'))
      .join('\n');
    const isRead = ({ name }: Example) =>
      used.includes(name) || name.startsWith('COMPOSE_') || new RegExp(`\\b${name}\\b`).test(scripts);
    expect(names(compose)).toEqual(expect.arrayContaining(used));
    expect(compose.filter((example) => !isRead(example))).toEqual([]);
  });

  it('names compose files that are there', () => {
    const named = compose
      .filter(({ name }) => name === 'COMPOSE_FILE')
      .flatMap(({ value }) => value.split(':'));
    expect(Object.keys(FILES)).toEqual(expect.arrayContaining(named));
  });
});

describe('docker/server.env.example', () => {
  it('holds each variable that the server reads, once, and no other', () => {
    const read = new Set<string>();
    const watched = new Proxy<Env>({}, { get: (_, name) => void read.add(String(name)) });
    expect(faultsOf(watched)).not.toEqual([]);
    const wanted = [...read].filter((name) => !name.endsWith('_FILE'));
    expect(names(server).sort()).toEqual(wanted.sort());
  });

  it('has those switched on without which nothing starts', () => {
    const home = faultsOf({}).filter((name) => name.includes(','));
    expect(home).toEqual([expect.stringContaining('DATABASE_URL')]);
    const required = faultsOf({}).filter((name) => !home.includes(name));
    expect(names(server.filter(({ isOn }) => isOn)).sort()).toEqual([...required, 'DATABASE_URL'].sort());
  });

  it('starts a server once its secrets are filled in, on pages that may set the price or may not', () => {
    const filled = (fill: string) =>
      Object.fromEntries(
        server.filter(({ isOn }) => isOn).map(({ name, value }) => [name, value === '' ? fill : value]),
      );
    const env = { ...filled('x'.repeat(32)), OPEN_AMOUNTS: 'false' };
    expect(faultsOf(env)).toEqual([]);
    expect(faultsOf({ ...env, APP_SECRET: '' })).toEqual(['APP_SECRET']);
  });

  it('shows values that the server takes, also where they are switched off', () => {
    const shown = server.filter(({ name, isOn, value }) => !isOn && value !== '' && !UNUSABLE_HERE.has(name));
    const env = Object.fromEntries(shown.map(({ name, value }) => [name, value]));
    const faults = faultsOf({ ...env, MERCHANT_WEBHOOK_SECRET: `whsec_${btoa('x'.repeat(24))}` });
    expect(shown.length).toBeGreaterThan(15);
    expect(faults.filter((name) => Object.hasOwn(env, name))).toEqual([]);
  });

  it('says what each is, in the comment above it', () => {
    for (const { name, comment } of server) expect(comment, name).toMatch(/^\p{L}.{9,}[.:]$|^[a-z, ]+\.$/u);
  });
});

/** Shown for those whose ledger is elsewhere, and what this version of the server does not have yet. */
const UNUSABLE_HERE: ReadonlySet<string> = new Set(['SUPABASE_URL', 'DATA_DIR', 'ADMIN_PORT']);

describe.each(DEPLOYMENTS)('%s', (composeFile) => {
  const services = servicesOf(deployment(composeFile));

  it('gives a password of .env to no server, and to nothing that the outside can reach', () => {
    const holders = services.filter(([, service]) =>
      variablesOf(service).some((name) => /PASSWORD|SECRET|KEY/.test(name)),
    );
    expect(holders.map(([name]) => name)).toContain('postgres');
    expect(
      holders
        .map(([name]) => name)
        .filter((name) => /^(server-.|nginx|certbot|trial|migrate|connect)$/.test(name)),
    ).toEqual([]);
  });

  it('gives server.env to the servers and their tools alone', () => {
    const readers = services.filter(([, { env_file }]) => env_file !== undefined);
    expect(readers.map(([name, { env_file }]) => [name, env_file])).toEqual(
      ['server-a', 'server-b', 'trial', 'migrate', 'connect'].map((name) => [name, [{ path: 'server.env' }]]),
    );
  });

  it('writes a $ of its own twice', () => {
    expect(services.flatMap(([, service]) => unescapedDollars(service))).toEqual([]);
  });
});
