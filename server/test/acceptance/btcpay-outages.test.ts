import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Ports } from '../../src/compose.ts';
import type { WirePayment } from '../../src/http/contract.ts';
import { dummySecret } from '../required-env.ts';
import { expectInvariants } from './invariants.ts';
import { NO_SWEEP, newKey, type Rig, startRig, webhookBody } from './rig.ts';
import { gatewayAt } from './rig-btcpay.ts';

const code = async (answer: Response) => ((await answer.json()) as { code: string }).code;
const status = async (rig: Rig, payment: { id: string; clientSecret: string }) =>
  (await rig.payment(payment)).status;

describe('creations that BTCPay does not answer', () => {
  let rig: Rig;
  let inFlight = 0;
  let mostInFlight = 0;
  const counted = (ports: Ports): Ports => ({
    ...ports,
    gateway: {
      ...ports.gateway,
      async createInvoice(order) {
        inFlight += 1;
        mostInFlight = Math.max(mostInFlight, inFlight);
        return ports.gateway.createInvoice(order).finally(() => {
          inFlight -= 1;
        });
      },
    },
  });
  beforeAll(async () => {
    const timings = { ...NO_SWEEP, btcpayCreateMs: 2_000, adoptionWaitMs: 1_500, circuitOpenMs: 100 };
    rig = await startRig({ wrap: counted, timings });
  });
  afterAll(async () => {
    await expectInvariants(rig.ledger);
    await rig.stop();
  });

  it('F19 the provider created the invoice but its answer was lost: the retry adopts it, no orphan', async () => {
    const key = newKey();
    const create = () => rig.create({ amount: '50' }, { 'Idempotency-Key': key });
    rig.simulator.slow({ ms: 0, lose: true, times: 1 });
    const first = await create();
    expect([first.status, await code(first)]).toEqual([503, 'gateway_unavailable']);
    expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
    const early = await create();
    expect([early.status, await code(early)], 'it may still be carried out').toEqual([
      409,
      'idempotency_in_progress',
    ]);
    const payment = await vi.waitFor(
      async () => {
        const answer = await create();
        expect(answer.status).toBe(201);
        return (await answer.json()) as WirePayment & { clientSecret: string };
      },
      { timeout: 5_000 },
    );
    const invoices = await rig.btcpayInvoices(payment.reference);
    expect(invoices.map(({ id }) => id)).toEqual(
      (await rig.merchantPayment(payment.id)).invoices.map(({ id }) => id),
    );
    expect(invoices).toHaveLength(1);
    expect(payment.invoice?.expiresInSeconds).toBeGreaterThan(3_500);
  }, 15_000);

  it('F21 the provider takes its time: the payment succeeds, other routes answer before it, calls in flight stay under the cap', async () => {
    rig.simulator.slow({ ms: 1_500 }); // longer than a busy machine stands still
    const order: string[] = [];
    const creations = Array.from({ length: 40 }, () =>
      rig.create().then((answer) => order.push(`create ${answer.status}`)),
    );
    await vi.waitFor(() => expect(inFlight).toBe(32), { timeout: 5_000 });
    await fetch(`${rig.url}/v1/config`).then((answer) => order.push(`config ${answer.status}`));
    rig.simulator.slow({ ms: 0 });
    await Promise.all(creations);
    expect(order[0]).toBe('config 200');
    expect(order.slice(1)).toEqual(Array(40).fill('create 201'));
    expect(mostInFlight).toBe(32);
  }, 15_000);

  it('F59 the provider stalls and carries the creation out after we gave it up: one payment, one code shown; money on the late-born one counts', async () => {
    const key = newKey();
    const create = () => rig.create({ amount: '50' }, { 'Idempotency-Key': key });
    rig.simulator.slow({ ms: 4_500, times: 1 });
    expect((await create()).status).toBe(503);
    const payment = await vi.waitFor(
      async () => {
        const answer = await create();
        expect(answer.status).toBe(201);
        return (await answer.json()) as WirePayment & { clientSecret: string };
      },
      { timeout: 6_000 },
    );
    const shown = (await rig.merchantPayment(payment.id)).invoices.map(({ id }) => id);
    expect(shown).toHaveLength(1);
    const late = await vi.waitFor(
      async () => {
        const others = (await rig.btcpayInvoices(payment.reference)).filter(({ id }) => !shown.includes(id));
        expect(others).toHaveLength(1);
        return others[0]?.id ?? '';
      },
      { timeout: 6_000 },
    );
    expect((await rig.payment(payment)).invoice?.bolt11, 'the code stays').toBe(payment.invoice?.bolt11);
    rig.simulator.pay({ invoiceId: late });
    const metadata = {
      lightningPay: { v: 1, paymentId: payment.id, attempt: 1, orderId: null, pricedBy: 'open' },
    };
    await rig.deliver(webhookBody('InvoiceSettled', late, { metadata }));
    await vi.waitFor(async () => expect(await status(rig, payment)).toBe('settled'), { timeout: 10_000 });
    expect(rig.seen.alerts.map(({ name }) => name)).toContain('stray_invoice_paid');
  }, 25_000);
});

describe('BTCPay out of reach', () => {
  it('F20 connections are refused: 503 with Retry-After, the circuit opens after 5 failures, half-opens and closes by itself', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const address = gone.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    gone.close();
    let calls = 0;
    let isBack = false;
    const rig = await startRig({
      timings: { ...NO_SWEEP, circuitOpenMs: 300 },
      wrap: (ports) => ({
        ...ports,
        gateway: {
          ...ports.gateway,
          createInvoice: async (order) => {
            calls += 1;
            return isBack ? ports.gateway.createInvoice(order) : gatewayAt(url).createInvoice(order);
          },
        },
      }),
    });
    for (let index = 0; index < 5; index += 1) {
      const answer = await rig.create();
      expect([answer.status, await code(answer)]).toEqual([503, 'gateway_unavailable']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await rig.create()).status).toBe(503);
    expect(calls, 'the open circuit asks nobody').toBe(5);
    expect(rig.seen.counts.get('btcpay_create_circuit_opened')).toBe(1);
    isBack = true;
    await vi.waitFor(async () => expect((await rig.create()).status).toBe(201), { timeout: 3_000 });
    expect(rig.seen.counts.get('btcpay_create_circuit_closed')).toBe(1);
    await rig.stop();
  }, 60_000);

  it('F60 403 on one invoice parks that one only; a key that is not taken raises an alarm and readiness is warn', async () => {
    const strange = new Set<string>();
    let keyIsGone = false;
    const rig = await startRig({
      timings: { ...NO_SWEEP, readyGatewayKeptMs: 0, circuitOpenMs: 50 },
      wrap: (ports, btcpayUrl) => {
        const retired = gatewayAt(btcpayUrl, dummySecret(40, 'w'));
        const real = () => (keyIsGone ? retired : ports.gateway);
        return {
          ...ports,
          gateway: {
            ...ports.gateway,
            check: () => real().check(),
            readInvoice: (id) => real().readInvoice(strange.has(id) ? 'neverMadeHere' : id),
          },
        };
      },
    });
    const [unknown, other, third] = [
      await rig.createPayment(),
      await rig.createPayment(),
      await rig.createPayment(),
    ];
    strange.add(unknown.invoiceId);
    for (const { invoiceId } of [unknown, other]) {
      rig.simulator.pay({ invoiceId });
      await rig.deliver(webhookBody('InvoiceSettled', invoiceId));
    }
    await vi.waitFor(async () => expect(await status(rig, other)).toBe('settled'), { timeout: 10_000 });
    await rig.inboxEmpty();
    expect(await status(rig, unknown)).toBe('new');
    expect(rig.seen.alerts.map(({ name }) => name)).toEqual(['webhook_parked']);
    expect(await (await fetch(`${rig.url}/readyz`)).json()).toEqual({ status: 'pass' });

    keyIsGone = true;
    rig.simulator.pay({ invoiceId: third.invoiceId });
    await rig.deliver(webhookBody('InvoiceSettled', third.invoiceId));
    await vi.waitFor(
      () => expect(rig.seen.alerts.map(({ name }) => name)).toEqual(['webhook_parked', 'btcpay_credentials']),
      { timeout: 10_000 },
    );
    expect(await (await fetch(`${rig.url}/readyz`)).json()).toEqual({ status: 'warn' });
    keyIsGone = false;
    await vi.waitFor(async () => expect(await status(rig, third)).toBe('settled'), { timeout: 3_000 });
    await rig.stop();
  }, 60_000);
});
