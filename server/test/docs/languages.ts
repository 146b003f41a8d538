import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { vi } from 'vitest';
import { freePort } from '../process/free-port.ts';
import { codeBlocks } from './code-blocks.ts';
import { run } from './shell.ts';

/** How a language is run. */
interface Language {
  /** Of its blocks. */
  readonly fence: string;
  /** Program and words that serve its receiver on a port. */
  serve(file: (name: string) => string, port: number): readonly [string, ...string[]];
  /** Program and words that print, as JSON, what a function of a block gives for some texts. */
  call(
    file: (name: string) => string,
    name: 'sign' | 'look',
    args: readonly string[],
  ): readonly [string, ...string[]];
}

const quoted = (args: readonly string[]) => args.map((text) => JSON.stringify(text)).join(', ');

/** By its name in the document. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  Node: {
    fence: 'js',
    serve: (file) => [process.execPath, file('webhook.mjs')],
    call(file, name, args) {
      const [path, call] =
        name === 'sign'
          ? ['sign-request.mjs', `signRequest({ orderId: a, amount: b, currency: c })`]
          : ['look-up.mjs', 'settledPayments(a)'];
      const code = `import { ${call.split('(')[0]} } from ${JSON.stringify(file(path))};
        const [a, b, c] = [${quoted(args)}]; console.log(JSON.stringify(await ${call}));`;
      return [process.execPath, '--input-type=module', '-e', code];
    },
  },
  PHP: {
    fence: 'php',
    serve: (file, port) => ['php', '-d', 'display_errors=0', '-S', `127.0.0.1:${port}`, file('webhook.php')],
    call(file, name, args) {
      const [path, call] =
        name === 'sign' ? ['sign-request.php', 'sign_request'] : ['look-up.php', 'settled_payments'];
      return ['php', '-r', `require '${file(path)}'; echo json_encode(${call}(${quoted(args)}));`];
    },
  },
  Python: {
    fence: 'python',
    serve: (file) => ['python3', file('webhook.py')],
    call(_, name, args) {
      const [module, call] =
        name === 'sign' ? ['sign_request', 'sign_request'] : ['look_up', 'settled_payments'];
      return [
        'python3',
        '-c',
        `import json; from ${module} import *; print(json.dumps(${call}(${quoted(args)})))`,
      ];
    },
  },
};

/** The blocks of one language of INTEGRATE.md in a folder, and what they do there. */
export class Integration {
  readonly url: string;
  readonly #folder: string;
  readonly #language: Language;
  readonly #env: Record<string, string>;
  readonly #shop: ChildProcess;
  readonly #database: DatabaseSync;

  private constructor(folder: string, language: Language, port: number, env: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = folder;
    this.#language = language;
    this.#env = { ...env, PORT: String(port), SHOP_FILE: this.#file('shop.sqlite'), PYTHONPATH: folder };
    this.#database = new DatabaseSync(this.#file('shop.sqlite'));
    const [program, ...args] = language.serve((name) => this.#file(name), port);
    for (const { language: fence, code } of codeBlocks('INTEGRATE.md')) {
      if (fence === 'sql') this.#database.exec(code);
      const name = /^(?:\/\/|#|<\?php \/\/) ([\w-]+\.\w+)$/m.exec(code)?.[1];
      if (fence === language.fence && name !== undefined) writeFileSync(this.#file(name), code);
    }
    this.#shop = spawn(program, args, { env: { ...process.env, ...this.#env }, stdio: 'ignore' });
  }

  /** Writes the blocks down and starts the receiver among them. @param env What the document tells to set. */
  static async start(name: string, env: Record<string, string>): Promise<Integration> {
    const language = LANGUAGES[name];
    if (language === undefined) throw new Error(`no such language: ${name}`);
    const folder = mkdtempSync(join(tmpdir(), 'lightning-pay-integrate-'));
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
    const integration = new Integration(folder, language, await freePort(), env);
    await vi.waitFor(() => fetch(integration.url, { method: 'POST' }), { timeout: 20_000 });
    return integration;
  }

  /** Calls a function of a block. @returns What it gave, out of JSON. */
  async call(name: 'sign' | 'look', ...args: string[]): Promise<unknown> {
    const [program, ...words] = this.#language.call((file) => this.#file(file), name, args);
    const { stdout, stderr } = await run(program, words, this.#env);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  }

  /** Sends a webhook to the receiver. @returns The status of its answer. */
  async deliver({ headers, body }: { headers: Record<string, string>; body: string }): Promise<number> {
    const answer = await fetch(`${this.url}/webhooks/lightning-pay`, { method: 'POST', headers, body });
    return answer.status;
  }

  /** Writes an order down, as the shop would. */
  place(orderId: string, amount: string): void {
    this.#database
      .prepare(`insert into orders (id, amount, currency) values (?, ?, 'USD')`)
      .run(orderId, amount);
  }

  /** An order's state, the payment that paid it, and how often a person is told of anything. */
  look(orderId: string): readonly [state: unknown, paymentId: unknown, told: unknown] {
    const row = this.#database.prepare('select state, payment_id from orders where id = ?').get(orderId);
    const told = this.#database.prepare('select count(*) as count from needs_attention').get();
    return [row?.['state'], row?.['payment_id'], told?.['count']];
  }

  async stop(): Promise<void> {
    const ended = once(this.#shop, 'close');
    this.#shop.kill('SIGKILL');
    await ended;
    this.#database.close();
    rmSync(this.#folder, { recursive: true });
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }
}
