import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../process/free-port.ts';
import { makeRepository, type Repository } from './repository.ts';

/** How a client's program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A droplet that listens for the deploy key, on loopback: a real sshd and a real sudo, with what setup.sh gave them. */
export interface SshHost {
  readonly folder: string;
  readonly repository: Repository;
  /**
   * Runs `ssh`, `scp` or `sftp` with the deploy key, and without a terminal.
   *
   * @param words `HOST` stands for the user and the host.
   */
  client(
    program: 'ssh' | 'scp' | 'sftp',
    words: readonly string[],
    env?: Record<string, string>,
  ): Promise<Ended>;
  /** What Docker was asked to do, a line each. */
  calls(): Promise<string[]>;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

// Namespaces, and a sudo of its own, take root, or somebody who may become root without being asked.
const asRoot = (...words: string[]): [string, string[]] =>
  process.getuid?.() === 0 ? [words[0] ?? '', words.slice(1)] : ['sudo', ['-n', ...words]];

/**
 * Starts one.
 *
 * @param env The servers' settings on it.
 */
export async function startSshHost(env: Readonly<Record<string, string>>): Promise<SshHost> {
  const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-ssh-'));
  for (const place of ['home', 'opt', 'run', 'var/lib', 'bin'])
    await mkdir(join(folder, place), { recursive: true });
  await makeReadable(folder, ['home', 'opt', 'run', 'var', 'var/lib', 'bin']);
  const made = await makeRepository(folder, 'opt/lightning-pay');
  const docker = join(made.checkout, 'docker');
  for (const [name, lines] of [
    ['server.env', env],
    ['.env', { SERVER_IMAGE: 'lightning-pay-server:first' }],
  ] as const) {
    const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`);
    await writeFile(join(docker, name), text.join(''), { mode: 0o600 });
  }
  const calls = join(folder, 'calls');
  const program = await readFile(join(import.meta.dirname, 'obliging-docker.sh'), 'utf8');
  await writeFile(join(folder, 'bin/docker'), program.replaceAll('CALLS', calls), { mode: 0o755 });
  for (const name of ['host-key', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', join(folder, name)]);
  const port = await freePort();
  const publicKey = (await readFile(join(folder, 'key.pub'), 'utf8')).trim();
  await writeFile(
    join(folder, 'known-hosts'),
    `[127.0.0.1]:${port} ${await readFile(join(folder, 'host-key.pub'), 'utf8')}`,
  );
  const script = join(import.meta.dirname, 'ssh-host.sh');
  const [command, words] = asRoot('unshare', '--mount', script, folder, String(port), publicKey);
  const sshd = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(sshd, 'exit');
  await listening(sshd.stderr);

  const options = {
    ...{ Port: String(port), IdentityFile: join(folder, 'key'), IdentitiesOnly: 'yes', BatchMode: 'yes' },
    ...{ UserKnownHostsFile: join(folder, 'known-hosts'), StrictHostKeyChecking: 'yes' },
  };
  const common = [
    '-F',
    'none',
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ];
  return {
    folder,
    repository: made,
    async client(name, given, variables = {}) {
      const args = [...common, ...given.map((word) => word.replace('HOST', 'deploy@127.0.0.1'))];
      const child = spawn(name, args, {
        env: { PATH: process.env['PATH'], ...variables },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const said = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const)
        child[stream].setEncoding('utf8').on('data', (chunk: string) => {
          said[stream] += chunk;
        });
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, ...said };
    },
    async calls() {
      const text = await readFile(calls, 'utf8').catch(() => '');
      return text.split('\n').filter((line) => line !== '');
    },
    async end() {
      const [kill, killWords] = asRoot('kill', String(sshd.pid));
      execFileSync(kill, killWords);
      await ended;
      const [remove, removeWords] = asRoot('rm', '-rf', folder);
      execFileSync(remove, removeWords);
    },
  };
}

async function makeReadable(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await chmod(join(folder, name), 0o755);
}

async function listening(stderr: NodeJS.ReadableStream): Promise<void> {
  const said: string[] = [];
  const lines = createInterface({ input: stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.startsWith('Server listening')) resolve();
    });
    lines.once('close', () => reject(new Error(`sshd ended: ${said.join('\n')}`)));
  });
}
