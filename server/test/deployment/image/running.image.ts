import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createSimulator, type Simulator } from '../../../simulator/simulator.ts';
import type { WirePayment } from '../../../src/http/contract.ts';
import { newKey } from '../../acceptance/rig.ts';
import { type PostgresServer, startPostgres } from '../../homes/postgres-server.ts';
import { freePort } from '../../process/free-port.ts';
import { serverEnv } from '../../process/server-process.ts';
import { dummySecret } from '../../required-env.ts';
import { type Container, DATA_IN_MEMORY, HELD, runToEnd, startContainer } from './container.ts';
import { podman } from './podman.ts';

/** `stop_grace_period` of the compose file. */
const GRACE_SECONDS = 30;
const STORE_ID = 'store1';
const API_KEY = dummySecret(40, 'k');

type Created = WirePayment & { clientSecret: string };

let simulator: Simulator;
let env: Record<string, string>;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const permissions = ['cancreateinvoice', 'canviewinvoices'].map(
    (name) => `btcpay.store.${name}:${STORE_ID}`,
  );
  simulator = createSimulator({
    storeId: STORE_ID,
    apiKeys: [{ key: API_KEY, label: 'server', permissions }],
    timeScale: 0.01,
    webhook: { url: `${url}/webhooks/btcpay`, secret: 'example-webhook-secret' },
  });
  const btcpay = { url: await simulator.listen(0), apiKey: API_KEY, storeId: STORE_ID };
  env = { ...serverEnv(btcpay, '/data'), PORT: String(port), MERCHANT_API_KEY: dummySecret(32, 'm') };
});
afterAll(() => simulator.close());

async function create(): Promise<Created> {
  const answer = await fetch(`${url}/v1/payments`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
    body: '{"amount":"50"}',
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Created;
}

const ask = (payment: Created, path = '') =>
  fetch(`${url}/v1/payments/${payment.id}${path}`, {
    headers: { Authorization: `Bearer ${payment.clientSecret}` },
  });

/** Run inside: who it is, and where it can write. */
const LOOK_AROUND = `
const status = fs.readFileSync('/proc/self/status', 'utf8');
const number = (name) => Number(new RegExp('^' + name + ':\\\\s*(\\\\S+)', 'm').exec(status)[1]);
const writable = [];
for (const folder of ['/', '/app', '/app/server/dist', '/app/widget/dist', '/usr/local/bin', '/etc', '/data'])
  try { fs.writeFileSync(folder + '/mark', ''); writable.push(folder); } catch {}
console.log(JSON.stringify({
  user: process.getuid(), group: process.getgid(), groups: process.getgroups(),
  capabilities: number('CapEff'), mayGain: number('NoNewPrivs') === 0, writable,
}));`;

describe('the image, held as on a droplet', () => {
  let container: Container;
  let kept: string;
  beforeAll(async () => {
    kept = await mkdtemp(join(tmpdir(), 'lightning-pay-kept-'));
    await chmod(kept, 0o755);
    await mkdir(join(kept, '0.0.9/chunks'), { recursive: true });
    for (const name of ['lightning-pay.js', 'chunks/checkout-1234.js'])
      await writeFile(join(kept, '0.0.9', name), `// ${name} of 0.0.9`);
    const mounted = ['--volume', `${kept}:/app/widget/dist/kept:ro`];
    container = await startContainer(env, [...HELD, ...DATA_IN_MEMORY, ...mounted]);
  });
  afterAll(async () => {
    await container.remove();
    await rm(kept, { recursive: true });
  });

  it('is not root, has no capability, and can write nothing but its data', async () => {
    expect(JSON.parse(await container.exec(['node', '--eval', LOOK_AROUND]))).toEqual({
      user: 10_001,
      group: 10_001,
      groups: [10_001],
      capabilities: 0,
      mayGain: false,
      writable: ['/data'],
    });
  });

  it('passes its own health check, which fails where nobody listens', async () => {
    const [image] = JSON.parse(await podman('image', 'inspect', inject('imageId'))) as [
      { Healthcheck: { Test: string[] } }, // podman's own
    ];
    const [kind, ...check] = image.Healthcheck.Test;
    expect(kind).toBe('CMD');
    await container.exec(check);
    const closed = ['--env', `PORT=${await freePort()}`];
    await expect(container.exec(check, closed)).rejects.toMatchObject({ code: 1 });
  });

  it('takes a payment from creation over BTCPay and its webhook to the stream, which then ends', async () => {
    const payment = await create();
    const stream = await ask(payment, '/events');
    simulator.pay({ bolt11: payment.invoice?.bolt11 });
    const told = await stream.text();
    expect(told).toContain('"status":"new"');
    expect(told).toContain('"status":"settled"');
    expect(await (await ask(payment)).json()).toMatchObject({ status: 'settled' });
  });

  it('serves the widget with the hash that it tells, its chunks, the hosted checkout and the merchant page', async () => {
    const script = await (await fetch(`${url}/lightning-pay.js`)).text();
    const print = `process.stdout.write(fs.readFileSync('/app/widget/dist/integrity.json'))`;
    const told = Object.values(JSON.parse(await container.exec(['node', '--eval', print])) as object);
    expect(told).toEqual([`sha384-${createHash('sha384').update(script).digest('base64')}`]);
    const chunks = [...script.matchAll(/\.\/(chunks\/[\w-]+\.js)/g)].map(([, path]) => path);
    expect(chunks).not.toEqual([]);
    for (const path of [...chunks, 'pay?amount=50', 'merchant', 'openapi.json', 'healthz'])
      expect((await fetch(`${url}/${path}`)).status, path).toBe(200);
    const page = await (await fetch(`${url}/merchant`)).text();
    const loaded = [...page.matchAll(/(?:src|href)="\.?\/?([^"]+)"/g)].map(([, path]) => path);
    expect(loaded).not.toEqual([]);
    for (const path of loaded) expect((await fetch(`${url}/${path}`)).status, path).toBe(200);
  });

  it('serves what is kept of an earlier release, from where the compose file mounts it', async () => {
    for (const path of ['lightning-pay@0.0.9.js', 'chunks/checkout-1234.js'])
      expect(await (await fetch(`${url}/${path}`)).text(), path).toMatch(/ of 0\.0\.9$/);
  });

  it('ends on the signal that it names: streams get a hint to come back, then it ends with 0', async () => {
    const stream = await ask(await create(), '/events');
    const ended = await container.stop(GRACE_SECONDS);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('"message":"stopped"');
    expect((await stream.text()).match(/^retry: /gm)).toHaveLength(2);
  });
});

describe('the image, run by hand', () => {
  it('can write nothing but its data on a root that is not read-only either', async () => {
    const { stdout } = await runToEnd(['--entrypoint', 'node'], ['--eval', LOOK_AROUND]);
    expect(JSON.parse(stdout)).toMatchObject({ user: 10_001, writable: ['/data'] });
  });

  it('keeps its ledger in a volume, over the end of a container', async () => {
    const volume = `lightning-pay-${process.pid}`;
    await podman('volume', 'create', volume);
    const options = [...HELD, '--volume', `${volume}:/data`];
    try {
      const first = await startContainer(env, options);
      const payment = await create().finally(() => first.stop(GRACE_SECONDS));
      const second = await startContainer(env, options);
      const again = await ask(payment).finally(() => second.stop(GRACE_SECONDS));
      expect(await again.json()).toMatchObject({ id: payment.id, status: 'new' });
    } finally {
      await podman('volume', 'rm', '--force', volume);
    }
  });

  it('says what is missing from its settings, and which words it knows', async () => {
    expect(await runToEnd(HELD, [])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('APP_SECRET: is missing') as string,
    });
    expect(await runToEnd(HELD, ['migrat'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('migrate') as string,
    });
  });

  describe('with the word migrate', () => {
    let database: PostgresServer;
    beforeAll(async () => {
      database = await startPostgres();
    });
    afterAll(() => database.remove());

    it('brings a PostgreSQL up to date', async () => {
      const setting = ['--env', `DATABASE_URL=${await database.createDatabase()}`];
      const ended = await runToEnd([...HELD, ...setting], ['migrate']);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(ended.stdout).toContain('"message":"migrated"');
    });
  });
});
