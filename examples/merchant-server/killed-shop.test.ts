import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrderBook } from './order-book.ts';
import { aPayment, deliver, signedEvent, WEBHOOK_SECRET } from './test/signed-event.ts';

describe('a shop that is killed', () => {
  let folder: string;
  let file: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lightning-pay-shop-'));
    file = join(folder, 'orders.sqlite');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  const start = async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: {
        PORT: '0',
        SHOP_FILE: file,
        LIGHTNING_PAY_URL: 'https://pay.example.com',
        REQUEST_SIGNING_SECRET: 's'.repeat(32),
        MERCHANT_WEBHOOK_SECRET: WEBHOOK_SECRET,
        MERCHANT_READ_KEY: 'r'.repeat(32),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]; // Node's own type: any
    return { child, url: line.replace('shop: ', '') };
  };

  it('has shipped what it answered for, and does not ship it again', async () => {
    const first = await start();
    const { headers } = await fetch(`${first.url}/orders`, { method: 'POST', redirect: 'manual' });
    const orderId = headers.get('location')?.replace('/orders/', '') ?? '';
    const event = signedEvent(aPayment({ orderId }));
    expect(await deliver(first.url, event)).toBe(204);
    first.child.kill('SIGKILL');
    await once(first.child, 'close');

    const second = await start();
    expect(await deliver(second.url, event)).toBe(204);
    expect(await deliver(second.url, signedEvent(aPayment({ orderId })))).toBe(204);
    expect(await (await fetch(`${second.url}/orders/${orderId}/state`)).json()).toEqual({ state: 'paid' });
    const orders = new OrderBook(file);
    expect([orders.shipments(), orders.needsAttention()]).toEqual([[orderId], []]);
    orders.close();
  });
});
