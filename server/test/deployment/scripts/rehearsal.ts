import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCKER, type Ended } from './droplet.ts';

const FAKE = join(import.meta.dirname, 'fakes/rehearsal.sh');

/** `rehearse.sh` on a copy of `docker/`, with a docker and a curl that only remember what they were asked. */
export class Rehearsal {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lightning-pay-rehearsal-'));
  /** Its copy of `docker/`. */
  readonly docker = join(this.#folder, 'checkout/docker');
  readonly #fakes = join(this.#folder, 'fakes');

  constructor() {
    cpSync(DOCKER, this.docker, {
      recursive: true,
      filter: (path) => !/\/(\.rehearsal|\.env|server\.env)$/.test(path),
    });
    mkdirSync(this.#fakes);
    mkdirSync(join(this.#folder, 'bin'));
    for (const name of ['docker', 'curl']) symlinkSync(FAKE, join(this.#folder, 'bin', name));
  }

  run(...args: string[]): Ended {
    const { status, stdout, stderr } = spawnSync(join(this.docker, 'scripts/rehearse.sh'), args, {
      cwd: '/',
      encoding: 'utf8',
      timeout: 60_000,
      env: { PATH: `${join(this.#folder, 'bin')}:/usr/bin:/bin`, FAKES: this.#fakes },
    });
    return { code: status, stdout, stderr };
  }

  /** Makes something so, as the fakes know it: a file of this name. */
  tell(name: string): void {
    writeFileSync(join(this.#fakes, name), '');
  }

  untell(name: string): void {
    rmSync(join(this.#fakes, name), { force: true });
  }

  /** What a fake wrote down, or nothing. */
  told(name: string): string {
    const path = join(this.#fakes, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** What the programs were asked since the last call, a line each. */
  asked(): string[] {
    const lines = this.told('asked').trimEnd().split('\n');
    this.untell('asked');
    return lines.filter((line) => line !== '');
  }

  /** A file of the rehearsal's own folder. */
  path(name: string): string {
    return join(this.docker, '.rehearsal', name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Every path below `docker/`. */
  files(): string[] {
    return readdirSync(this.docker, { recursive: true, encoding: 'utf8' }).sort();
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
