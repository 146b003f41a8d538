import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dummySecret } from '../required-env.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started server. */
export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote to stdout until now. */
  output(): string;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>;
}

/** Runs the server's program to its end; for starts that fail, and for commands. */
export async function runServer(
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): Promise<Ended> {
  return collect(spawnServer(env, words)).ended;
}

/** Starts the server's program and waits for its line `listening`. */
export async function startServer(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawnServer(env);
  const { said, ended } = collect(child);
  const port = await Promise.race([
    listeningPort(child),
    ended.then((end) => {
      throw new Error(`the server ended with ${end.code}: ${end.stderr}${end.stdout}`);
    }),
  ]);
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    output: () => said.stdout,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** The environment of a server beside a BTCPay on loopback. */
export function serverEnv(
  btcpay: { url: string; apiKey: string; storeId: string },
  dataDir: string,
): Record<string, string> {
  return {
    PUBLIC_URL: 'http://localhost:8787',
    ALLOWED_ORIGINS: 'http://localhost:8787',
    BTCPAY_URL: btcpay.url,
    BTCPAY_API_KEY: btcpay.apiKey,
    BTCPAY_STORE_ID: btcpay.storeId,
    BTCPAY_WEBHOOK_SECRET: 'example-webhook-secret',
    APP_SECRET: dummySecret(32),
    OPEN_AMOUNTS: 'true',
    DATA_DIR: dataDir,
    NETWORK: 'regtest',
    HOST: '127.0.0.1',
    PORT: '0',
  };
}

function spawnServer(env: Readonly<Record<string, string>>, words: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

function collect(child: ChildProcess): { said: { stdout: string; stderr: string }; ended: Promise<Ended> } {
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }) as Ended); // of 'close'
  return { said, ended };
}

async function listeningPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    const { message, port } = JSON.parse(line) as { message: string; port: number };
    if (message === 'listening') return port;
  }
  throw new Error('the server never listened');
}
