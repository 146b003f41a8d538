import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ended } from './droplet.ts';
import { makeRepository, type Repository } from './repository.ts';

/** A droplet on which nothing runs: an obliging Docker, and a page that always answers. */
export interface QuietDroplet {
  readonly repository: Repository;
  /** Runs deploy.sh of the checkout to its end. */
  deploy(...words: string[]): Promise<Ended>;
  /** Reads a file of the droplet, as `/var/lib/…`; empty where there is none. */
  read(path: string): Promise<string>;
  /** Names in a folder of the droplet. */
  list(path: string): Promise<string[]>;
  /** A path outside of the checkout. */
  path(path: string): string;
  /** What Docker was asked since the last deploy began. */
  calls(): Promise<string[]>;
  /** Makes calls fail that a pattern fits; none: all succeed. */
  fail(pattern?: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes one as setup.sh leaves it. */
export async function quietDroplet(): Promise<QuietDroplet> {
  const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-books-'));
  const page = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(page, 'listening');
  await mkdir(join(folder, 'bin'));
  const repository = await makeRepository(folder);
  const docker = join(repository.checkout, 'docker');
  const publicUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  await writeFile(join(docker, 'server.env'), `PUBLIC_URL=${publicUrl}\n`);
  await writeFile(join(docker, '.env'), 'SERVER_IMAGE=lightning-pay-server:first\n');
  const log = join(folder, 'calls');
  const program = await readFile(join(import.meta.dirname, 'obliging-docker.sh'), 'utf8');
  await writeFile(join(folder, 'bin/docker'), program.replaceAll('CALLS', log), { mode: 0o755 });
  await writeFile(join(folder, 'bin/id'), '#!/bin/sh\necho 0\n', { mode: 0o755 });
  const path = (name: string) => join(folder, 'root', name);
  const read = (file: string) => readFile(file, 'utf8').catch(() => '');
  let before = 0;
  return {
    repository,
    async deploy(...words) {
      before = (await read(log)).length;
      const child = spawn(join(docker, 'scripts/deploy.sh'), words, {
        cwd: '/',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
          GIT_CONFIG_GLOBAL: '/dev/null',
          LP_ROOT: join(folder, 'root'),
        },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          output += chunk;
        });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, output };
    },
    read: (name) => read(path(name)),
    list: (name) => readdir(path(name)),
    path,
    async calls() {
      return (await read(log)).slice(before).split('\n').filter(Boolean);
    },
    async fail(pattern) {
      if (pattern === undefined) await rm(`${log}.fails`, { force: true });
      else await writeFile(`${log}.fails`, `${pattern}\n`);
    },
    async remove() {
      page.close();
      await rm(folder, { recursive: true });
    },
  };
}
