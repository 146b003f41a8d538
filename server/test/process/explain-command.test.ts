import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import { newKey } from '../acceptance/rig.ts';
import { dummySecret } from '../required-env.ts';
import { runServer, serverEnv, startServer } from './server-process.ts';

const API_KEY = dummySecret(40, 'k');

it('the command explain tells a story once the server has left its ledger', {
  timeout: 120_000,
}, async () => {
  const permissions = ['cancreateinvoice', 'canviewinvoices'].map((name) => `btcpay.store.${name}:store1`);
  const apiKeys = [{ key: API_KEY, label: 'server', permissions }];
  const simulator = createSimulator({ storeId: 'store1', apiKeys });
  const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-explain-'));
  try {
    const url = await simulator.listen(0);
    const env = serverEnv({ url, apiKey: API_KEY, storeId: 'store1' }, folder);
    const server = await startServer(env);
    const answer = await fetch(`${server.url}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
      body: '{"amount":"50"}',
    });
    const { reference } = (await answer.json()) as { reference: string };
    const locked = await runServer(env, ['explain', reference]);
    expect(locked).toMatchObject({ code: 1, stdout: '' });
    expect(locked.stderr).toMatch(/^explain: the server is running [^\n]*\n$/);
    await server.end('SIGTERM');
    const told = await runServer(env, ['explain', reference]);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(new RegExp(`Payment ${reference} of \\$50\\.00 was created`));
    expect(await runServer(env, ['explain', 'LP-0000-0000'])).toMatchObject({ code: 1, stdout: '' });
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true });
  }
});
