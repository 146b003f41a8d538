import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import { newKey } from '../acceptance/rig.ts';
import { dummySecret } from '../required-env.ts';
import { runServer, serverEnv, startServer } from './server-process.ts';

const API_KEY = dummySecret(40, 'k');

describe('the command audit', { timeout: 60_000 }, () => {
  let simulator: Simulator;
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    const permissions = ['cancreateinvoice', 'canviewinvoices'].map((name) => `btcpay.store.${name}:store1`);
    simulator = createSimulator({
      storeId: 'store1',
      apiKeys: [{ key: API_KEY, label: 'server', permissions }],
    });
    const url = await simulator.listen(0);
    folder = await mkdtemp(join(tmpdir(), 'lightning-pay-audit-'));
    env = serverEnv({ url, apiKey: API_KEY, storeId: 'store1' }, folder);
  });
  afterAll(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  it('reads the environment of the server, prints a table, and ends by what it found', async () => {
    const server = await startServer(env);
    const answer = await fetch(`${server.url}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
      body: '{"amount":"50"}',
    });
    expect(answer.status).toBe(201);
    await server.end('SIGTERM');

    const same = await runServer(env, ['audit', '--days', '1']);
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(same.stdout).toMatch(/^invoices +1 +1$/m);
    expect(same.stdout).toMatch(/^0 differences$/m);

    await simulator.close();
    const alone = await runServer(env, ['audit']);
    expect([alone.code, alone.stdout]).toEqual([2, '']);
    expect(alone.stderr).toMatch(/^the audit could not be done: gateway_unavailable/m);
  });

  it('is named where a word is not known', async () => {
    const { code, stderr } = await runServer(env, ['reconcile']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^reconcile: this version has no such command.*\baudit\b/);
  });
});
