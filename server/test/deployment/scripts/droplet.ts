import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { issueCertificate } from './issue-certificate.ts';

/** The folder `docker/` of this checkout. */
export const DOCKER = join(import.meta.dirname, '../../../../docker');

const FAKES = join(import.meta.dirname, 'fakes');
const PROGRAMS = [
  ...[
    'apt-get',
    'chown',
    'curl',
    'df',
    'dpkg',
    'dpkg-query',
    'fallocate',
    'getent',
    'git',
    'id',
    'install',
    'ip',
  ],
  ...['mkswap', 'ss', 'sshd', 'swapon', 'systemctl', 'timedatectl', 'ufw', 'uname', 'useradd', 'visudo'],
];

/** What a script said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a fresh droplet is like, by the file below the fakes' folder that holds it. */
const FRESH = {
  'disk-mb': '60000',
  addresses: '2: eth0    inet 203.0.113.7/20 brd 203.0.113.255 scope global eth0\n',
  names: '203.0.113.7 pay.example.com\n203.0.113.7 btcpay.example.com\n',
  'server-says': 'explain: needs one reference, as LP-7F3K-9Q2M\n',
  listening: 'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=700,fd=3))\n',
};

/**
 * A droplet in a folder: a root of its own, a copy of `docker/` with a deploy that only writes down its words, and
 * programs that change nothing but that root.
 */
export class Droplet {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lightning-pay-droplet-'));
  /** Stands for `/`. */
  readonly root = join(this.#folder, 'root');
  /** Its copy of `docker/`. */
  readonly docker = join(this.#folder, 'checkout/docker');
  readonly #fakes = join(this.#folder, 'fakes');

  constructor() {
    cpSync(join(DOCKER, 'scripts'), join(this.docker, 'scripts'), { recursive: true });
    for (const name of ['nginx', 'btcpay']) mkdirSync(join(this.docker, name));
    this.write(join(this.docker, 'scripts/deploy.sh'), '#!/bin/sh\necho "deploy.sh $*" >>"$FAKES/asked"\n');
    chmodSync(join(this.docker, 'scripts/deploy.sh'), 0o755);
    this.write(
      join(this.root, 'etc/os-release'),
      'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n',
    );
    this.write(join(this.root, 'etc/fstab'), '/dev/vda1 / ext4 defaults 0 1\n');
    this.write(join(this.root, 'proc/meminfo'), 'MemTotal:        8000000 kB\n');
    this.write(join(this.root, 'proc/swaps'), 'Filename Type Size Used Priority\n');
    for (const [name, text] of Object.entries(FRESH)) this.tell(name, text);
    mkdirSync(join(this.#folder, 'bin'));
    for (const name of PROGRAMS) symlinkSync(join(FAKES, 'program.sh'), join(this.#folder, 'bin', name));
    symlinkSync(join(FAKES, 'docker.sh'), join(this.#folder, 'bin/docker'));
  }

  /** Changes what the programs of the droplet answer: the file below the fakes' folder, and its text. */
  tell(name: string, text: string): void {
    this.write(join(this.#fakes, name), text);
  }

  /** Makes the certificate that Let's Encrypt gives when it is next asked; `issuer` is who signs it. */
  issue(issuer = "Let's Encrypt"): void {
    const folder = join(this.#fakes, 'issued');
    mkdirSync(folder, { recursive: true });
    issueCertificate(folder, `/O=${issuer}`);
  }

  /** Takes back what was told. */
  untell(name: string): void {
    rmSync(join(this.#fakes, name), { recursive: true, force: true });
  }

  /** Writes a file with its folders. */
  write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** The file `.env` or `server.env`, or nothing. */
  settings(name: '.env' | 'server.env'): string {
    const path = join(this.docker, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Runs a script of `docker/scripts/` with the droplet's programs and without a terminal. */
  run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
    return this.#spawn(join(this.docker, 'scripts', script), args, '', env);
  }

  /**
   * Runs lines of bash that know lib.sh and all of `docker/scripts/setup/`: a step of setup.sh alone.
   *
   * @param args The words of setup.sh, as `$@`.
   */
  step(lines: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Ended {
    const read = 'for part in "$LP_DOCKER"/scripts/{lib,deploy-access,setup/*}.sh; do . "$part"; done';
    return this.#spawn(
      'bash',
      ['--norc', '-c', `set -euo pipefail\n${read}\n${lines}`, 'setup.sh', ...args],
      '',
      env,
    );
  }

  /** Runs a script on a terminal at which a person types; what it says comes on stdout together. */
  runOnTerminal(script: string, typed: string): Ended {
    const words = ['--quiet', '--return', '--command', join(this.docker, 'scripts', script), '/dev/null'];
    return this.#spawn('script', words, typed, {});
  }

  #spawn(
    program: string,
    args: readonly string[],
    input: string,
    env: Readonly<Record<string, string>>,
  ): Ended {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: '/',
      encoding: 'utf8',
      input,
      timeout: 60_000,
      env: {
        PATH: `${join(this.#folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
        LP_ROOT: this.root,
        LP_DOCKER: this.docker,
        FAKES: this.#fakes,
        ...env,
      },
    });
    return { code: status, stdout, stderr };
  }

  /** What the programs were asked to do so far, a line each. */
  asked(): readonly string[] {
    const path = join(this.#fakes, 'asked');
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  }

  /** Every file and folder of the droplet with its mode and content. */
  snapshot(): Readonly<Record<string, string>> {
    const all: Record<string, string> = {};
    for (const folder of [this.root, this.docker]) {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isSymbolicLink()) continue; // what it leads to is there as well
        const mode = (statSync(path).mode & 0o777).toString(8);
        all[path] = `${mode} ${entry.isFile() ? readFileSync(path, 'utf8') : ''}`;
      }
    }
    return all;
  }

  /** Removes all of it. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
