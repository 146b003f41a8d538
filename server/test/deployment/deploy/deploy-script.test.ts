import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type QuietDroplet, quietDroplet } from './quiet-droplet.ts';
import { git } from './repository.ts';

const STATE = '/var/lib/lightning-pay/deploy';
const WIDGET = '/var/lib/lightning-pay/widget';

let droplet: QuietDroplet;
/** The release that runs. */
let first: string;

/** Makes a release and deploys it. */
async function next(): Promise<string> {
  const commit = await droplet.repository.release();
  const { code, output } = await droplet.deploy();
  expect(code, output).toBe(0);
  return commit;
}
const recorded = async () =>
  (await droplet.read(`${STATE}/releases`)).split('\n').map((line) => line.slice(0, 40));
const head = () => git(droplet.repository.checkout, 'rev-parse', 'HEAD');
const docker = (file: string) => join(droplet.repository.checkout, 'docker', file);
/** Deploys whose widget files are kept, oldest first. */
const kept = async () =>
  (await droplet.list(WIDGET))
    .filter((name) => name.includes('+'))
    .sort()
    .map((name) => /^1\.0\.0\+\d{17}\.([0-9a-f]{12})$/.exec(name)?.[1]);
const mark = (commit: string) => commit.slice(0, 12);
const touched = async () => (await droplet.calls()).filter((call) => /^compose (up|run|exec)/.test(call));

// Each deploy starts some fifty processes, which a busy machine makes wait.
describe('deploy.sh', { timeout: 120_000 }, () => {
  beforeEach(async () => {
    droplet = await quietDroplet();
    first = await droplet.repository.release();
    expect(await droplet.deploy()).toMatchObject({ code: 0 });
  });
  afterEach(() => droplet.remove());

  it('remembers three releases, removes images and widget files of older ones, and goes back step by step', async () => {
    const second = await next();
    const third = await next();
    expect(await recorded()).toEqual([third, second, first, '']);
    expect(await droplet.list(WIDGET)).toContain('0.9.0');
    const fourth = await next();
    expect(await recorded()).toEqual([fourth, third, second, '']);
    expect(await droplet.calls()).toContain(`image rm lightning-pay-server:${first}`);
    expect(new Set(await kept())).toEqual(new Set([second, third, fourth].map(mark)));

    expect(await droplet.deploy('--rollback')).toMatchObject({ code: 0 });
    expect([await recorded(), head()]).toEqual([[third, second, ''], third]);
    // Pages of the release that was left are still open.
    expect(new Set(await kept())).toEqual(new Set([second, third, fourth].map(mark)));
    expect((await kept()).at(-1)).toBe(mark(third));
    expect(await droplet.deploy('--rollback')).toMatchObject({ code: 0 });
    expect(await recorded()).toEqual([second, '']);
    expect(await droplet.deploy('--rollback')).toMatchObject({
      code: 1,
      output: expect.stringContaining('there is no release before this one'),
    });
  });

  it('stops before anything is touched where the settings are wrong, and says which', async () => {
    const commit = await droplet.repository.release();
    await droplet.fail('migrate explain');
    const { code, output } = await droplet.deploy();
    expect(code).toBe(1);
    expect(output).toContain('APP_SECRET: is missing');
    expect(await touched()).toEqual(['compose run --rm --no-deps -T migrate explain']);
    expect([await recorded(), head()]).toEqual([[first, ''], first]);
    await droplet.fail();
    expect(await droplet.deploy()).toMatchObject({ code: 0 });
    expect(head()).toBe(commit);
  });

  it('migrates a Supabase project before the new release is tried, and others not at all', async () => {
    await next();
    expect((await droplet.calls()).filter((call) => call.endsWith(' migrate'))).toEqual([]);
    await appendFile(docker('server.env'), 'SUPABASE_URL=https://project.supabase.example\n');
    await next();
    const calls = await droplet.calls();
    const at = (pattern: RegExp) => calls.findIndex((call) => pattern.test(call));
    expect(at(/^compose run .* migrate$/)).toBeGreaterThan(-1);
    expect(at(/^compose run .* migrate$/)).toBeLessThan(at(/^compose up .* trial$/));
  });

  it('replaces the servers when their settings changed, without a new commit', async () => {
    await appendFile(docker('server.env'), 'LOG_LEVEL=debug\n');
    expect(await droplet.deploy('--ref', first)).toMatchObject({ code: 0 });
    expect(
      (await touched()).filter((call) => /server-[ab]$/.test(call) && call.includes(' up ')),
    ).toHaveLength(2);
    expect(await recorded()).toEqual([first, '']);
    expect((await droplet.deploy('--ref', first)).output).toContain('Nothing to do');
  });

  it('lets nginx read what changed, once, and goes back when nginx refuses it', async () => {
    const reloads = async () => (await droplet.calls()).filter((call) => call.includes('-s reload'));
    await next();
    expect(await reloads()).toEqual([]);
    await droplet.repository.edit('docker/nginx/log.conf', (text) => `${text}# more\n`);
    await next();
    expect(await reloads()).toHaveLength(1);
    const good = head();
    await droplet.repository.edit('docker/nginx/log.conf', (text) => `${text}# wrong\n`);
    await droplet.repository.release();
    await droplet.fail(' nginx -t ');
    expect(await droplet.deploy()).toMatchObject({ code: 1 });
    expect((await touched()).filter((call) => call.includes(' server-') && call.includes(' up '))).toEqual(
      [],
    );
    expect([(await recorded())[0], head()]).toEqual([good, good]);
  });

  it('says what the compose file changed beside the servers, and applies it on demand alone', async () => {
    await droplet.repository.edit('docker/compose.yaml', (text) => `${text}# more\n`);
    const recreated = async () =>
      (await droplet.calls()).filter((call) => call === 'compose up --detach --no-deps nginx');
    await droplet.repository.release();
    const { output } = await droplet.deploy();
    expect(output).toContain('the compose files changed nginx');
    expect(await recreated()).toEqual([]);
    expect(await droplet.deploy('--all')).toMatchObject({ code: 0 });
    expect(await recreated()).toHaveLength(1);
    expect((await droplet.deploy('--all')).output).toBe(
      `Nothing to do: lightning-pay-server:${head()} runs already.\n`,
    );
  });

  it('prepares without starting a server, for as long as a setting is missing', async () => {
    const commit = await droplet.repository.release();
    expect(await droplet.deploy('--prepare')).toMatchObject({ code: 0 });
    expect(await touched()).toEqual(['compose up --detach --no-recreate --no-deps nginx']);
    expect(await readFile(docker('.env'), 'utf8')).toBe(`SERVER_IMAGE=lightning-pay-server:${commit}\n`);
    expect(await recorded()).toEqual([first, '']);
  });

  it('refuses a commit that is not on main, unless it is told to take it', async () => {
    const { unmerged } = droplet.repository;
    expect(await droplet.deploy('--ref', unmerged)).toMatchObject({
      code: 1,
      output: expect.stringContaining('is not on main'),
    });
    expect(await droplet.calls()).toEqual([]);
    expect(await droplet.deploy('--ref', unmerged, '--any-commit')).toMatchObject({ code: 0 });
    expect(head()).toBe(unmerged);
  });

  it('leaves work by hand alone, and finishes a checkout that was cut', async () => {
    const commit = await droplet.repository.release();
    await appendFile(docker('compose.yaml'), '# by hand\n');
    expect(await droplet.deploy()).toMatchObject({
      code: 1,
      output: expect.stringContaining('changed by hand'),
    });
    await mkdir(droplet.path(STATE), { recursive: true });
    await writeFile(droplet.path(`${STATE}/checking-out`), `${commit}\n`);
    await writeFile(join(droplet.repository.checkout, '.git/index.lock'), '');
    expect(await droplet.deploy()).toMatchObject({ code: 0 });
    expect([head(), await readFile(docker('compose.yaml'), 'utf8')]).toEqual([
      commit,
      expect.not.stringContaining('by hand'),
    ]);
  });

  it('runs one at a time', async () => {
    const lock = droplet.path('/run/lock/lightning-pay.lock');
    const other = spawn('flock', [lock, 'sh', '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(other.stdout, 'data');
    expect(await droplet.deploy()).toMatchObject({ code: 1, output: expect.stringContaining('is at work') });
    expect(await droplet.calls()).toEqual([]);
    other.stdin.end();
    await once(other, 'exit');
    expect(await droplet.deploy()).toMatchObject({ code: 0 });
  });

  it('pulls an image by its digest, and leaves the checkout as it is', async () => {
    const image = `registry.example/lightning-pay@sha256:${'a1'.repeat(32)}`;
    expect(await droplet.deploy('--image', image)).toMatchObject({ code: 0 });
    expect(await droplet.calls()).toContain(`image pull --quiet ${image}`);
    expect(await readFile(docker('.env'), 'utf8')).toBe(`SERVER_IMAGE=${image}\n`);
    expect(await kept()).toContain('a1'.repeat(6));
    expect(head()).toBe(first);
    expect(await droplet.deploy('--image', 'registry.example/lightning-pay:latest')).toMatchObject({
      code: 2,
    });
  });
});

describe('deploy.sh with wrong words', { timeout: 60_000 }, () => {
  const script = join(import.meta.dirname, '../../../../docker/scripts/deploy.sh');
  const run = (...words: string[]) =>
    spawnSync(script, words, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });

  it.each<[string[]]>([
    [['--ref']],
    [['--nonsense']],
    [['--ref', '-x']],
    [['--ref', 'main; id']],
    [['--ref', 'main', '--image', `a@sha256:${'0'.repeat(64)}`]],
    [['--image', 'registry.example/lightning-pay:latest']],
    [['--rollback', '--ref', 'main']],
  ])('ends with 2 and its usage for %j', (words) => {
    const { status, stderr } = run(...words);
    expect([status, stderr]).toEqual([2, expect.stringContaining('deploy.sh [--ref COMMIT')]);
  });

  it('says how it is used when it is asked', () => {
    const { status, stdout } = run('--help');
    expect([status, stdout]).toEqual([0, expect.stringContaining('deploy.sh [--ref COMMIT')]);
  });
});
