import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A tab, by the id that Chromium gives it; a new one after it was discarded. */
interface Target {
  readonly id: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

const DISCARDS = 'chrome://discards/discards';

/**
 * A Chromium with nobody attached to its tabs but for the moment of a question. An attached debugger keeps a tab visible
 * and is a reason for Chromium neither to freeze nor to discard it; here a tab is hidden, frozen and discarded as on a
 * phone, by Chromium itself, through its own page `chrome://discards`.
 */
export class RealTabs {
  readonly #process: ChildProcess;
  readonly #folder: string;
  /** Address of the debugger, which lists the tabs. */
  readonly #debugger: string;

  private constructor(process: ChildProcess, folder: string, address: string) {
    this.#process = process;
    this.#folder = folder;
    this.#debugger = address;
  }

  /** Starts one, with `chrome://discards` in a tab. */
  static async start(): Promise<RealTabs> {
    const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-tabs-'));
    // Pages for Chromium's own developers are shut without this.
    await writeFile(join(folder, 'Local State'), JSON.stringify({ internal_only_uis_enabled: true }));
    const program = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    const settings = ['--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${folder}`];
    const child = spawn(program, [...flags, ...settings], { stdio: ['ignore', 'ignore', 'pipe'] });
    for await (const line of createInterface({ input: child.stderr })) {
      const address = /^DevTools listening on ws:(\/\/[^/]+)/.exec(line)?.[1];
      if (!address) continue;
      const tabs = new RealTabs(child, folder, `http:${address}`);
      await tabs.open(DISCARDS);
      return tabs;
    }
    throw new Error('Chromium ended before it listened.');
  }

  /** Opens a tab in front of the others. */
  async open(url: string): Promise<void> {
    await fetch(`${this.#debugger}/json/new?${encodeURIComponent(url)}`, { method: 'PUT' });
  }

  /** Brings a tab to the front, which loads it where it was discarded. */
  async show(url: string): Promise<void> {
    await fetch(`${this.#debugger}/json/activate/${(await this.#tab(url)).id}`);
  }

  /** Another tab comes to the front. */
  async leave(): Promise<void> {
    await this.show(DISCARDS);
  }

  /** Closes a tab. */
  async shut(url: string): Promise<void> {
    const { id } = await this.#tab(url);
    await fetch(`${this.#debugger}/json/close/${id}`);
    while ((await this.#targets()).some((target) => target.id === id));
  }

  /** Runs a function in a tab, and attaches to it for as long only. It must answer what JSON can say. */
  ask<Answer>(url: string, question: () => Answer | Promise<Answer>): Promise<Answer> {
    return this.#evaluate(url, `(${question})()`);
  }

  /** Asks until the answer is yes; a page that is just being loaded has none. */
  async until(url: string, question: () => boolean): Promise<void> {
    while (!(await this.ask(url, question).catch(() => false)));
  }

  /** Chromium stops every script of a tab that is not in front; settles once it says so. */
  freeze(url: string): Promise<void> {
    return this.#do('[Freeze]', url, 'frozen');
  }

  /** Chromium throws a tab that is not in front out of memory, as where memory is short; settles once it says so. */
  discard(url: string): Promise<void> {
    return this.#do('[Urgent Discard]', url, 'discarded');
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'close');
    this.#process.kill();
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #evaluate<Answer>(url: string, expression: string): Promise<Answer> {
    const socket = new WebSocket((await this.#tab(url)).webSocketDebuggerUrl);
    await once(socket, 'open');
    const shut = once(socket, 'close').then(() => Promise.reject(new Error('The tab is gone.')));
    const told = Promise.race([once(socket, 'message'), shut]);
    const params = { expression, awaitPromise: true, returnByValue: true };
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    const [{ data }] = (await told) as [{ data: string }];
    socket.close();
    const { result } = JSON.parse(data) as {
      result: { result: { value: Answer }; exceptionDetails?: object };
    };
    if (result.exceptionDetails) throw new Error(JSON.stringify(result.exceptionDetails));
    return result.result.value;
  }

  async #tab(url: string): Promise<Target> {
    for (;;) {
      const target = (await this.#targets()).find((one) => one.url.startsWith(url));
      if (target) return target;
    }
  }

  async #targets(): Promise<Target[]> {
    return (await (await fetch(`${this.#debugger}/json/list`)).json()) as Target[]; // Chromium's own list
  }

  /** Presses a link in the row of a tab on `chrome://discards`, and reads there what came of it. */
  async #do(link: string, url: string, state: string): Promise<void> {
    const row = `(function rows(root) {
      return [...root.querySelectorAll('*')].flatMap((element) => [
        ...(element.matches('tr') && element.textContent.includes(${JSON.stringify(url)}) ? [element] : []),
        ...(element.shadowRoot ? rows(element.shadowRoot) : []),
      ]);
    })(document)[0]`;
    const isThere = () =>
      this.#evaluate<boolean>(DISCARDS, `${row}?.innerText.includes(${JSON.stringify(link)}) ?? false`);
    while (!(await isThere()));
    await this.#evaluate(
      DISCARDS,
      `[...${row}.querySelectorAll('[is="action-link"]')].find((one) => one.innerText.trim() === ${JSON.stringify(link)}).click()`,
    );
    while (!(await this.#evaluate<boolean>(DISCARDS, `${row}.innerText.includes(${JSON.stringify(state)})`)));
  }
}
