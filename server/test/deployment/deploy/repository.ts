import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** This checkout. */
const ROOT = join(import.meta.dirname, '../../../..');

/** What a droplet gets of it: what an image is made of here, and what deploys it. */
const FILES = [
  ...['docker/compose.yaml', 'docker/nginx', 'docker/scripts', '.gitignore'],
  ...['server/src', 'server/supabase', 'server/package.json', 'widget/package.json'],
];

/** Git without anybody's settings, as somebody who exists nowhere. */
export function git(folder: string, ...words: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...{ GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@localhost' },
    ...{ GIT_COMMITTER_NAME: 'test', GIT_COMMITTER_EMAIL: 'test@localhost' },
  };
  return execFileSync('git', ['-C', folder, ...words], { env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A repository with a remote, and a checkout of it as a droplet has it. */
export interface Repository {
  /** `/opt/lightning-pay` of the droplet. */
  readonly checkout: string;
  /** A commit of another branch than main, which the checkout knows. */
  readonly unmerged: string;
  /**
   * Makes a release: a commit of main, pushed.
   *
   * @param start Code that its server runs before anything else, TypeScript. Default: none.
   * @returns The commit.
   */
  release(start?: string): Promise<string>;
}

/**
 * Makes one in a folder, with one release in it.
 *
 * @param place Of the checkout, in that folder.
 */
export async function makeRepository(folder: string, place = 'opt'): Promise<Repository> {
  const [remote, work, checkout] = ['remote.git', 'work', place].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(folder, 'init', '--quiet', '--initial-branch=main', work);
  git(work, 'remote', 'add', 'origin', remote);
  for (const path of FILES) {
    const filter = (source: string) =>
      !source.endsWith('.test.ts') && !['.env', 'server.env'].includes(basename(source));
    await cp(join(ROOT, path), join(work, path), { recursive: true, filter });
  }
  await makePatient(join(work, 'server/src/timings.ts'));
  const mainFile = join(work, 'server/src/main.ts');
  const main = await readFile(mainFile, 'utf8');
  let count = 0;
  async function release(start = ''): Promise<string> {
    count += 1;
    await writeFile(mainFile, `${start}\n${main}`);
    await writeFile(join(work, 'release'), `${count}\n`);
    git(work, 'add', '--all');
    git(work, 'commit', '--quiet', '--message', `release ${count}`);
    git(work, 'push', '--quiet', 'origin', 'HEAD');
    return git(work, 'rev-parse', 'HEAD');
  }
  await release();
  git(work, 'checkout', '--quiet', '-b', 'unmerged');
  const unmerged = await release();
  git(work, 'checkout', '--quiet', 'main');
  git(folder, 'clone', '--quiet', remote, checkout);
  return { checkout, unmerged, release };
}

/**
 * Gives the servers' calls more time than in production, so that what is lost was lost by a deploy, and not on a machine
 * that has a lot to do.
 */
async function makePatient(file: string): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const name of [
    'ledgerCallMs',
    'limitsCallMs',
    'btcpayReadMs',
    'btcpayCreateMs',
    'shutdownGraceMs',
    'requestMs',
  ]) {
    const patient = text.replace(new RegExp(`\\b${name}: [\\d_]+`), `${name}: 60_000`);
    if (patient === text) throw new Error(`${file} has no ${name}`);
    text = patient;
  }
  await writeFile(file, text);
}
