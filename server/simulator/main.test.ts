import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const ENV = {
  PORT: '0',
  SIMULATOR_STORE_ID: 'store',
  SIMULATOR_API_KEYS: JSON.stringify([{ key: 'k', label: 'l', permissions: ['unrestricted'] }]),
};

let child: ChildProcess;
afterEach(() => {
  child.kill('SIGKILL');
});

function start(env: Record<string, string>): ChildProcess {
  child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return child;
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) text += chunk;
  return text;
}

describe('the program', () => {
  it('says where it listens, serves, and ends at SIGTERM with 0', async () => {
    const { stdout } = start(ENV);
    if (!stdout) throw new Error('no stdout');
    const [line] = await once(stdout, 'data');
    const { listening } = JSON.parse(String(line));
    expect(await (await fetch(`${listening}/api/v1/health`)).json()).toEqual({ synchronized: true });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('names every variable that is missing or malformed', async () => {
    const { stderr } = start({ PORT: 'x', SIMULATOR_API_KEYS: '{' });
    const [text, [code]] = await Promise.all([textOf(stderr), once(child, 'exit')]);
    expect(code).toBe(1);
    for (const name of ['PORT', 'SIMULATOR_STORE_ID', 'SIMULATOR_API_KEYS'])
      expect(text).toContain(`${name}: `);
  });

  it('wants the webhook whole', async () => {
    const { stderr } = start({ ...ENV, SIMULATOR_WEBHOOK_URL: 'http://127.0.0.1:1/' });
    const [text, [code]] = await Promise.all([textOf(stderr), once(child, 'exit')]);
    expect([code, text]).toEqual([1, expect.stringContaining('SIMULATOR_WEBHOOK_SECRET')]);
  });
});
