import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Droplet } from './droplet.ts';
import { markOf } from './images.ts';
import { type Seen, startLoad } from './load.ts';
import { git } from './repository.ts';

let droplet: Droplet;
/** The release that runs when a test begins. */
let before: string;

beforeAll(async () => {
  droplet = await Droplet.setUp();
  before = await droplet.repository.release();
  const first = await droplet.deploy();
  if (first.code !== 0) throw new Error(first.output);
}, 120_000);
afterAll(() => droplet.remove());
beforeEach(async () => {
  [before = ''] = await droplet.recorded();
  droplet.engine.calls.length = 0;
});

const imageOf = (commit: string) => `lightning-pay-server:${commit}`;
const calls = (pattern: RegExp) => droplet.engine.calls.filter((call) => pattern.test(call));
const replaced = () =>
  calls(/^compose up .*--force-recreate server-/).map((call) => call.split(' ').at(-1) ?? '');

/** A release whose server runs this before anything else, TypeScript. */
const startingWith = (code: string) => ({ 'server/src/main.ts': (text: string) => `${code}\n${text}` });

/** What customers met while something was done. */
async function underLoad(work: () => Promise<void>): Promise<Seen> {
  const earlier = (await droplet.payments()).map(({ id }) => id);
  const load = startLoad(droplet.edge.httpsUrl);
  try {
    await work();
  } finally {
    await load.stop();
  }
  expect(load.seen.lost).toEqual([]);
  const made = (await droplet.payments()).filter(({ id }) => !earlier.includes(id));
  // Every create was answered, once, with a payment of its own; and there is no payment that nobody was told of.
  const told = [...load.seen.created.values()].map(({ id }) => id);
  expect(made.map(({ id }) => id).sort()).toEqual(told.sort());
  expect(made.filter(({ invoices }) => invoices !== 1)).toEqual([]);
  expect(told.length).toBeGreaterThan(10);
  return load.seen;
}

describe('deploy.sh, under load', { timeout: 300_000 }, () => {
  it('replaces one server after the other, loses nothing, does nothing the second time, and goes back on demand', async () => {
    const next = await droplet.repository.release();
    const seen = await underLoad(async () => {
      expect(await droplet.deploy()).toMatchObject({ code: 0 });
      expect(replaced()).toEqual(['server-a', 'server-b']);
      expect(await droplet.recorded()).toEqual([next, before].concat((await droplet.recorded()).slice(2)));
      expect(await droplet.state()).toMatchObject({
        checkout: next,
        images: [imageOf(next), imageOf(next)],
        settings: expect.stringContaining(`SERVER_IMAGE=${imageOf(next)}\n`),
      });

      droplet.engine.calls.length = 0;
      expect(await droplet.deploy(['--ref', next])).toMatchObject({
        code: 0,
        output: expect.stringContaining('Nothing to do'),
      });
      expect(calls(/ up | run | image (build|rm) /)).toEqual([]);

      // Nobody listens any more: it is done all the same.
      const running = droplet.startDeploy(['--rollback']);
      running.hangUp();
      expect(await running.ended).toMatchObject({ code: 0 });
      expect((await droplet.recorded())[0]).toBe(before);
      expect(await droplet.state()).toMatchObject({
        checkout: before,
        images: [imageOf(before), imageOf(before)],
      });
    });
    expect(seen.streamsEnded).toBeGreaterThan(0);
    // Pages of both releases found their chunks all the time.
    expect([...seen.entries.keys()].map((entry) => /-(\w+)\.js/.exec(entry)?.[1]).sort()).toEqual(
      [markOf(imageOf(before)), markOf(imageOf(next))].sort(),
    );
  });

  it.each([
    [
      'that ends at its start',
      'if (process.argv[2] === undefined) process.exit(1);',
      60,
      'ended at its start',
    ],
    [
      'that never gets ready',
      'if (process.argv[2] === undefined) await new Promise(() => setInterval(Date, 1e6));',
      2,
      'was not ready',
    ],
  ])('touches no server for a release %s', async (_, start, readySeconds, says) => {
    const state = await droplet.state();
    await droplet.repository.release(startingWith(start));
    await underLoad(async () => {
      expect(await droplet.deploy([], readySeconds)).toMatchObject({
        code: 1,
        output: expect.stringContaining(`trial ${says}`),
      });
    });
    expect(replaced()).toEqual([]);
    expect(droplet.engine.containers.of('trial')).toBeUndefined();
    expect(await droplet.state()).toEqual(state);
  });

  it('takes both servers back when the second one fails, by itself, and loses nothing', async () => {
    const state = await droplet.state();
    const failing = `if (process.env['PORT'] === '${droplet.ports['server-b']}') { console.error('no room'); process.exit(1); }`;
    await droplet.repository.release(startingWith(failing));
    await underLoad(async () => {
      const { code, output } = await droplet.deploy();
      expect(code, output).toBe(1);
      expect(output).toMatch(/server-b ended at its start[\s\S]*\| no room[\s\S]*The release before serves/);
    });
    expect(replaced()).toEqual(['server-a', 'server-b', 'server-b', 'server-a']);
    expect(await droplet.state()).toEqual(state);
    expect(await droplet.deploy(['--ref', before])).toMatchObject({
      output: expect.stringContaining('Nothing to do'),
    });
  });

  it('goes on where it was killed between the servers', async () => {
    const next = await droplet.repository.release();
    await underLoad(async () => {
      const running = droplet.startDeploy();
      droplet.engine.before = async (call) => {
        if (!/^compose up .* server-b$/.test(call)) return true;
        process.kill(running.pid, 'SIGKILL');
        return false;
      };
      expect(await running.ended).toMatchObject({ code: null });
      droplet.engine.before = async () => true;
      expect(await droplet.state()).toMatchObject({ images: [imageOf(next), imageOf(before)] });
      expect((await droplet.recorded())[0]).toBe(before);

      droplet.engine.calls.length = 0;
      expect(await droplet.deploy()).toMatchObject({ code: 0 });
      expect(replaced()).toEqual(['server-b']);
      expect((await droplet.recorded())[0]).toBe(next);
      expect(await droplet.state()).toMatchObject({ images: [imageOf(next), imageOf(next)] });
    });
  });

  it('changes nothing in a dry run, and prints what it would do', async () => {
    const state = await droplet.state();
    const next = await droplet.repository.release();
    git(droplet.repository.checkout, 'fetch', '--quiet');
    const { code, output } = await droplet.deploy(['--dry-run']);
    expect(code).toBe(0);
    const planned = output
      .replaceAll(next, 'NEXT')
      .split('\n')
      .filter((line) => line.startsWith('+ ') && !line.includes('curl'));
    // Less the options, and the folders of this test.
    expect(
      planned.map((line) => line.replaceAll(/ --\S+| -T/g, '').replaceAll(/ \S*\/(?=\S)/g, ' ')),
    ).toEqual([
      '+ git -C opt fetch origin main',
      '+ docker image build Dockerfile lightning-pay-server:NEXT REVISION=NEXT VERSION=unreleased source',
      '+ git -C opt checkout NEXT',
      '+ docker compose config',
      '+ docker compose run migrate explain',
      '+ docker compose up nginx',
      '+ docker compose up trial',
      '+ keep the widget files of trial in widget',
      '+ docker compose rm trial',
      '+ set SERVER_IMAGE in .env',
      '+ docker compose up server-a',
      '+ docker compose up server-b',
    ]);
    expect(calls(/ (up|run|build|rm|pull|reload|cp) /)).toEqual([]);
    expect(await droplet.state()).toEqual(state);
    expect(await readdir(droplet.path('/var/lib/lightning-pay'))).not.toContain('widget.new');
  });
});
