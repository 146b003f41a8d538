import { once } from 'node:events';
import { cp, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { Containers } from './containers.ts';
import { Images, readEnvFile } from './images.ts';
import { runCode } from './run-code.ts';

/** What a call came to; `output` goes to stdout if the code is 0, else to stderr. */
interface Answer {
  readonly code: number;
  readonly output: string;
}

const GOOD: Answer = { code: 0, output: '' };
const good = (output: string): Answer => ({ code: 0, output });
const bad = (output: string): Answer => ({ code: 1, output });

/** What an engine stands on. */
export interface EngineOptions {
  /** Its own; exists. */
  readonly folder: string;
  /** `docker/` of the droplet's checkout. */
  readonly docker: string;
  /** Folder of the droplet that the servers mount. */
  readonly kept: string;
  /** Loopback port of each server, by service. */
  readonly ports: Readonly<Record<string, number>>;
  readonly reloadNginx: () => Promise<void>;
}

/**
 * As much of Docker as deploy.sh asks for, with processes for containers. A call that it does not know fails, so that the
 * script can come to use no more than this without a test saying so.
 */
export class Engine {
  /** Every call, a line each, as typed after `docker`. */
  readonly calls: string[] = [];
  /** Waited for before a call is carried out. If it ends with false, the call never is, as if Docker had gone away. */
  before: (call: string) => Promise<boolean> = async () => true;
  readonly images: Images;
  readonly containers: Containers;
  readonly #options: EngineOptions;
  readonly #server: Server;

  private constructor(options: EngineOptions) {
    this.#options = options;
    this.images = new Images(join(options.folder, 'images'));
    this.containers = new Containers(this.images, join(options.folder, 'containers'), options.kept);
    this.#server = createServer(async (request, response) => {
      const words = (await text(request)).split('\0').slice(0, -1);
      this.calls.push(words.join(' '));
      if (!(await this.before(words.join(' ')))) {
        request.socket.destroy();
        return;
      }
      const { code, output } = await this.#carryOut(
        words,
        String(request.headers['server-image'] ?? ''),
      ).catch((error: Error) => bad(`docker: ${error.message}`));
      response.end(`${code}\n${output}`);
    });
  }

  /** Listens on a socket in its folder. */
  static async start(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    await once(engine.#server.listen(engine.socket), 'listening');
    return engine;
  }

  get socket(): string {
    return join(this.#options.folder, 'engine.sock');
  }

  /** Ends every container and the engine itself. */
  async end(): Promise<void> {
    await this.containers.end();
    this.#server.close();
  }

  async #carryOut(words: readonly string[], image: string): Promise<Answer> {
    const [program, ...rest] = words;
    if (program === 'compose') return this.#compose(rest, image);
    if (program === 'image') return this.#image(rest);
    if (program === 'inspect') {
      const container = this.containers.withId(rest.at(-1) ?? '');
      return container === undefined
        ? bad('no such object')
        : good(`${container.status} ${container.restarts}`);
    }
    return bad(`unknown: docker ${words.join(' ')}`);
  }

  async #image(words: readonly string[]): Promise<Answer> {
    const last = words.at(-1) ?? '';
    switch (words[0]) {
      case 'inspect':
        return this.images.names.has(last) ? good('sha256:1') : bad('no such image');
      case 'build':
        await this.images.build(words[words.indexOf('--tag') + 1] ?? '', last);
        return GOOD;
      case 'ls':
        return good([...this.images.names].filter((name) => name.startsWith(`${last}:`)).join('\n'));
      case 'rm':
        await this.images.remove(last);
        return GOOD;
      default:
        return bad(`unknown: docker image ${words.join(' ')}`);
    }
  }

  async #compose(words: readonly string[], image: string): Promise<Answer> {
    const [command = '', ...rest] = words;
    const named = rest.filter((word) => !word.startsWith('-'));
    const last = rest.at(-1) ?? '';
    switch (command) {
      case 'config':
        return this.#config(rest, image);
      case 'ps':
        return good(this.containers.of(last)?.id ?? '');
      case 'up':
        for (const service of named) {
          if (this.#options.ports[service] !== undefined) await this.#start(service, image, []);
          else if (this.containers.of(service) === undefined) this.containers.note(service);
        }
        return GOOD;
      case 'run':
        return this.containers.run({
          service: named[0] ?? '',
          image,
          env: await this.#environment('migrate'),
          words: named[0] === named.at(-1) ? ['migrate'] : named.slice(1),
        });
      case 'rm':
        await this.containers.remove(last);
        return GOOD;
      case 'logs':
        return good((this.containers.of(last)?.log ?? []).join('').trimEnd());
      case 'cp': {
        const [service = '', path = ''] = (named[0] ?? '').split(':/app/');
        await cp(join(this.containers.of(service)?.folder ?? '', path), last, { recursive: true });
        return GOOD;
      }
      case 'exec':
        return this.#exec(named[0] ?? '', rest.slice(rest.indexOf(named[0] ?? '') + 1));
      default:
        return bad(`unknown: docker compose ${words.join(' ')}`);
    }
  }

  /** What stands in compose.yaml, resolved as far as a test can change it. */
  async #config(words: readonly string[], image: string): Promise<Answer> {
    const { services } = parse(await readFile(join(this.#options.docker, 'compose.yaml'), 'utf8'), {
      merge: true,
    }) as { services: Record<string, { profiles?: string[]; env_file?: string[] }> };
    const [word = ''] = words;
    if (word === '--quiet') return GOOD;
    if (word === '--services')
      return good(
        Object.keys(services)
          .filter((name) => services[name]?.profiles === undefined)
          .join('\n'),
      );
    const service = services[word];
    if (service === undefined) return bad(`no such service: ${word}`);
    const environment = service.env_file === undefined ? {} : { image, ...(await this.#environment(word)) };
    return good(JSON.stringify({ ...service, environment }));
  }

  async #exec(service: string, words: readonly string[]): Promise<Answer> {
    if (service === 'nginx') {
      if (words.includes('reload')) await this.#options.reloadNginx();
      return GOOD;
    }
    const container = this.containers.of(service);
    if (container?.status !== 'running') return bad('the container is not running');
    const port = this.#options.ports[service] ?? 0;
    const code = words.at(-1)?.replaceAll('127.0.0.1:8787', `127.0.0.1:${port}`);
    return { code: await runCode(code ?? ''), output: '' };
  }

  async #start(service: string, image: string, words: readonly string[]): Promise<void> {
    if (!this.images.names.has(image)) throw new Error(`no such image: ${image}`);
    await this.containers.start({ service, image, env: await this.#environment(service), words });
  }

  async #environment(service: string): Promise<Record<string, string>> {
    return {
      ...(await readEnvFile(join(this.#options.docker, 'server.env'))),
      HOST: '127.0.0.1',
      PORT: String(this.#options.ports[service] ?? 8787),
      TRUSTED_PROXIES: '127.0.0.1',
      NODE_COMPILE_CACHE: join(this.#options.folder, 'compile-cache'),
    };
  }
}
