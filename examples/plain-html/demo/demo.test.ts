import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DemoOptions, startDemo } from './demo.ts';

const READY = `
import { createServer } from 'node:http';
createServer((_request, response) => response.end('ok')).listen(process.env.PORT, process.env.HOST);
`;

/** Options of a demo whose two programs are these. */
function demoOf(simulator: string, server: string, signal = new AbortController().signal): DemoOptions {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'simulator.js'), simulator);
  writeFileSync(join(folder, 'main.js'), server);
  writeFileSync(join(folder, 'index.html'), 'Order {{order-id}}');
  return {
    dist: folder,
    page: folder,
    dataDir: join(folder, 'data'),
    port: 0,
    host: null,
    signal,
    say: () => {},
  };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('startDemo', () => {
  it('serves the shop once both programs are ready, and ends them when it stops', async () => {
    const said: string[] = [];
    const demo = await startDemo({ ...demoOf(READY, READY), say: (line) => said.push(line) });
    const pids = said.map((line) => Number(/pid (\d+)/.exec(line)?.[1]));
    expect(await (await fetch(demo.url)).text()).toMatch(/^Order A-/);
    expect(pids.map(isAlive)).toEqual([true, true]);
    await demo.stop();
    expect(pids.map(isAlive)).toEqual([false, false]);
    await expect(fetch(demo.url)).rejects.toThrow();
  });

  it('fails with the last lines of a program that ends while it starts', async () => {
    const broken = `console.error('APP_SECRET is missing'); process.exit(1);`;
    await expect(startDemo(demoOf(READY, broken))).rejects.toThrow(
      'The server ended (exit code 1). Its last lines:\n  APP_SECRET is missing',
    );
  });

  it('starts the server again when it dies, in the same place', async () => {
    const said: string[] = [];
    const demo = await startDemo({ ...demoOf(READY, READY), say: (line) => said.push(line) });
    const pids = () => said.flatMap((line) => /^server: pid (\d+)$/.exec(line)?.[1] ?? []).map(Number);
    process.kill(pids()[0] ?? 0, 'SIGKILL');
    await expect.poll(pids).toHaveLength(2);
    await expect.poll(async () => (await fetch(`${demo.url}/healthz`)).status).toBe(200);
    await demo.stop();
    expect(pids().map(isAlive)).toEqual([false, false]);
  });

  it('gives up with the last lines of a server that dies again and again', async () => {
    const said: string[] = [];
    const onlyOnce = `import { existsSync, writeFileSync } from 'node:fs';
      const mark = 'started';
      if (existsSync(new URL(mark, import.meta.url))) { console.error('broken'); process.exit(1); }
      writeFileSync(new URL(mark, import.meta.url), '');
      ${READY}`;
    const demo = await startDemo({ ...demoOf(READY, onlyOnce), say: (line) => said.push(line) });
    process.kill(Number(/pid (\d+)/.exec(said[1] ?? '')?.[1]), 'SIGKILL');
    expect(await demo.broken).toBe('The server ended (exit code 1). Its last lines:\n  broken');
    expect(said.filter((line) => line.startsWith('server: pid'))).toHaveLength(5);
    await demo.stop();
  });

  it('tells when the simulated BTCPay dies: it is not started again', async () => {
    const said: string[] = [];
    const demo = await startDemo({ ...demoOf(READY, READY), say: (line) => said.push(line) });
    process.kill(Number(/pid (\d+)/.exec(said[0] ?? '')?.[1]), 'SIGKILL');
    expect(await demo.broken).toContain('The simulated BTCPay ended (SIGKILL).');
    await demo.stop();
  });

  it('gives up the start when it is told to', async () => {
    const stopping = new AbortController();
    const deaf = 'setInterval(() => {}, 1000)';
    const started = startDemo(demoOf(deaf, deaf, stopping.signal));
    stopping.abort(new Error('stopped'));
    await expect(started).rejects.toThrow('stopped');
  });
});
