import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** This checkout. */
const ROOT = join(import.meta.dirname, '../../../..');

/** What deploys, and what is asked for its version. */
const FILES = ['docker/compose.yaml', 'docker/nginx', 'docker/scripts', '.gitignore', 'widget/package.json'];
/** What an image is made of here, beside that. */
export const SERVER_FILES: readonly string[] = ['server/src', 'server/supabase', 'server/package.json'];

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
   * @param changes What it alone changes, by file.
   * @returns The commit.
   */
  release(changes?: Readonly<Record<string, Change>>): Promise<string>;
  /** Changes a file, for all releases after this. */
  edit(file: string, change: Change): Promise<void>;
}

type Change = (text: string) => string;

/**
 * Makes one in a folder, with one release in it.
 *
 * @param place Of the checkout, in that folder.
 * @param more Files and folders of this checkout that it has beside those of a deploy.
 */
export async function makeRepository(
  folder: string,
  place = 'opt',
  more: readonly string[] = [],
): Promise<Repository> {
  const [remote, work, checkout] = ['remote.git', 'work', place].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(folder, 'init', '--quiet', '--initial-branch=main', work);
  git(work, 'remote', 'add', 'origin', remote);
  for (const path of [...FILES, ...more]) {
    const filter = (source: string) =>
      !source.endsWith('.test.ts') && !['.env', 'server.env'].includes(basename(source));
    await cp(join(ROOT, path), join(work, path), { recursive: true, filter });
  }
  async function edit(file: string, change: Change): Promise<string> {
    const text = await readFile(join(work, file), 'utf8');
    await writeFile(join(work, file), change(text));
    return text;
  }
  let count = 0;
  async function release(changes: Readonly<Record<string, Change>> = {}): Promise<string> {
    count += 1;
    await writeFile(join(work, 'release'), `${count}\n`);
    const before: [string, string][] = [];
    for (const [file, change] of Object.entries(changes)) before.push([file, await edit(file, change)]);
    git(work, 'add', '--all');
    git(work, 'commit', '--quiet', '--message', `release ${count}`);
    git(work, 'push', '--quiet', 'origin', 'HEAD');
    for (const [file, text] of before) await writeFile(join(work, file), text);
    return git(work, 'rev-parse', 'HEAD');
  }
  await release();
  git(work, 'checkout', '--quiet', '-b', 'unmerged');
  const unmerged = await release();
  git(work, 'checkout', '--quiet', 'main');
  git(folder, 'clone', '--quiet', remote, checkout);
  return {
    checkout,
    unmerged,
    release,
    async edit(file, change) {
      await edit(file, change);
    },
  };
}
