import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Images } from './images.ts';

/** As `stop_grace_period` of compose.yaml. */
const STOP_GRACE_MS = 30_000;

/** A container: a server process, or just the note that a service which is no server of ours runs. */
export interface Container {
  readonly id: string;
  readonly image: string;
  readonly folder: string;
  readonly process: ChildProcess | null;
  /** What it wrote, a line each. */
  readonly log: string[];
  /** As `docker inspect` has it: `running`; `restarting` or `exited` once the process ended by itself. */
  status: string;
  restarts: number;
}

/** How a program is run. */
export interface Run {
  readonly service: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** The containers of a droplet, one a service. */
export class Containers {
  readonly #images: Images;
  readonly #folder: string;
  readonly #kept: string;
  readonly #byService = new Map<string, Container>();
  #count = 0;

  /**
   * @param folder For their files; it exists.
   * @param kept Folder of the host that the servers see as `widget/dist/kept`.
   */
  constructor(images: Images, folder: string, kept: string) {
    this.#images = images;
    this.#folder = folder;
    this.#kept = kept;
  }

  of(service: string): Container | undefined {
    return this.#byService.get(service);
  }

  withId(id: string): Container | undefined {
    return [...this.#byService.values()].find((container) => container.id === id);
  }

  /** Notes that something runs. */
  note(service: string): void {
    this.#add(service, { image: service, folder: '', process: null });
  }

  /** Replaces a server: the old process has ended before the new one begins. */
  async start(run: Run): Promise<void> {
    await this.remove(run.service);
    const { folder, process } = await this.#spawn(run);
    const container = this.#add(run.service, { image: run.image, folder, process });
    collect(process, container.log);
    process.once('exit', () => {
      // A trial is run once, a server is started again and again.
      container.status = run.service === 'trial' ? 'exited' : 'restarting';
      container.restarts += 1;
    });
  }

  /** Runs a program to its end. */
  async run(run: Run): Promise<{ readonly code: number; readonly output: string }> {
    const { process } = await this.#spawn(run);
    const log: string[] = [];
    collect(process, log);
    const [code] = (await once(process, 'close')) as [number | null];
    return { code: code ?? 137, output: log.join('') };
  }

  /** Ends a container as Docker does: SIGTERM, and SIGKILL where that is not heard. */
  async remove(service: string): Promise<void> {
    const container = this.#byService.get(service);
    this.#byService.delete(service);
    const process = container?.process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ended = once(process, 'exit');
    process.kill('SIGTERM');
    const limit = setTimeout(() => process.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(limit);
  }

  /** Ends all of them at once. */
  async end(): Promise<void> {
    const processes = [...this.#byService.values()].flatMap(({ process }) => (process ? [process] : []));
    for (const process of processes) process.kill('SIGKILL');
    this.#byService.clear();
  }

  #add(service: string, about: Pick<Container, 'image' | 'folder' | 'process'>): Container {
    this.#count += 1;
    const container = { ...about, id: `container${this.#count}`, log: [], status: 'running', restarts: 0 };
    this.#byService.set(service, container);
    return container;
  }

  async #spawn({ service, image, env, words }: Run): Promise<{ folder: string; process: ChildProcess }> {
    const folder = join(this.#folder, service);
    await this.#images.layOut(image, folder, service.startsWith('server-') ? this.#kept : null);
    const args = [join(folder, 'server/src/main.ts'), ...words];
    return { folder, process: spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }) };
  }
}

function collect(process: ChildProcess, log: string[]): void {
  for (const stream of [process.stdout, process.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => log.push(chunk));
}
