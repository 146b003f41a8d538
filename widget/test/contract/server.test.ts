import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvoice } from '../../src/bolt11.ts';
import { Checkout } from '../../src/checkout.ts';
import type { FollowHandlers } from '../../src/follow-payment.ts';
import { createIntent } from '../../src/intent.ts';
import type { Payment } from '../../src/payment.ts';
import { FakeClock, flush } from '../fixtures/fake-clock.ts';
import { client, failure, INPUT, LIMIT, newKey } from './clients.ts';
import { type Rig, startRig } from './rig.ts';

const { signal } = new AbortController();
let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
}, 60_000);

afterAll(() => rig.stop());

/** The customer pays; the money moves at the simulated node, and BTCPay's webhook tells the server. */
async function pay(id: string): Promise<void> {
  const invoiceId = (await rig.merchantPayment(id)).invoices[0]?.id ?? '';
  rig.simulator.pay({ invoiceId });
}

/** Follows a payment and waits for what it tells. */
function listen(payment: Payment, follow = client(rig.url).follow) {
  const told: string[] = [];
  const waiting = new Set<() => void>();
  const tell = (word: string) => {
    told.push(word);
    for (const check of waiting) check();
  };
  const handlers: FollowHandlers = {
    onPayment: ({ status }) => tell(status),
    onLink: tell,
    onError: ({ code }) => tell(code),
  };
  const stream = follow(payment.id, payment.clientSecret ?? '', handlers);
  const heard = (word: string) =>
    new Promise<void>((resolve) => {
      const check = () => told.includes(word) && resolve();
      waiting.add(check);
      check();
    });
  return { told, stream, heard };
}

describe('createPaymentApi against the server', LIMIT, () => {
  it('creates a payment whose invoice passes the check of the page', async () => {
    const payment = await client(rig.url).api.createPayment(INPUT, newKey(), signal);
    expect(payment).toMatchObject({
      status: 'new',
      amount: '50.00',
      currency: 'USD',
      orderId: 'A-1',
      description: 'Two planters',
      pricedBy: 'open',
      network: 'regtest',
      test: true,
      clientSecret: expect.stringContaining(`${payment.id}_secret_`),
    });
    const { invoice } = payment;
    if (!invoice) throw new Error('no invoice');
    checkInvoice(invoice, 'regtest');
    expect(invoice.expiresInSeconds).toBeGreaterThan(3590);
  });

  it('gets the same payment by the same key, and reads it by its secret', async () => {
    const { api } = client(rig.url);
    const key = newKey();
    const first = await api.createPayment(INPUT, key, signal);
    const again = await api.createPayment(INPUT, key, signal);
    const { clientSecret = '', ...read } = first;
    expect([again.id, again.clientSecret, again.invoice?.bolt11]).toEqual([
      first.id,
      clientSecret,
      first.invoice?.bolt11,
    ]);
    const invoice = { ...read.invoice, expiresInSeconds: expect.any(Number) };
    expect(await api.getPayment(first.id, clientSecret, signal)).toEqual({ ...read, invoice });
  });

  it.each([
    ['an amount out of range', { amount: '19.99' }, 'amount_out_of_range'],
    ['another currency', { amount: '50', currency: 'EUR' }, 'currency_not_accepted'],
    ['no amount', {}, 'invalid_request'],
  ])('is told of %s by code', async (_, input, code) => {
    const error = await failure(client(rig.url).api.createPayment(input, newKey(), signal));
    expect(error).toMatchObject({ code, retryable: false });
  });

  it('is told of a key used for another body', async () => {
    const { api } = client(rig.url);
    const key = newKey();
    await api.createPayment(INPUT, key, signal);
    const error = await failure(api.createPayment({ ...INPUT, amount: '51' }, key, signal));
    expect(error).toMatchObject({ code: 'idempotency_mismatch', retryable: false });
  });

  it('is told of an unknown payment and of a wrong secret alike', async () => {
    const { api } = client(rig.url);
    const payment = await api.createPayment(INPUT, newKey(), signal);
    for (const id of [payment.id, 'pay_AAAAAAAAAAAAAAAAAAAAAA']) {
      const error = await failure(api.getPayment(id, `${id}_secret_${'A'.repeat(43)}`, signal));
      expect(error).toMatchObject({ code: 'payment_not_found', retryable: false });
    }
  });

  it('may try again where BTCPay cannot be reached', async () => {
    rig.simulator.down({ seconds: 60 });
    const error = await failure(client(rig.url).api.createPayment(INPUT, newKey(), signal));
    rig.simulator.down({ seconds: 0 });
    expect(error).toMatchObject({ code: 'gateway_unavailable', retryable: true });
    expect(error?.retryAfterSeconds).toBeGreaterThan(0);
  });
});

describe('createPaymentStream against the server', LIMIT, () => {
  it('hears the whole payment first, then that it is settled, and ends', async () => {
    const payment = await client(rig.url).api.createPayment(INPUT, newKey(), signal);
    const { told, heard } = listen(payment);
    await heard('new');
    await pay(payment.id);
    await heard('settled');
    expect(told.slice(0, 2)).toEqual(['live', 'new']);
    expect(told.at(-1)).toBe('settled');
  });

  it('stops for good where the secret is wrong', async () => {
    const payment = await client(rig.url).api.createPayment(INPUT, newKey(), signal);
    const { told, heard } = listen({ ...payment, clientSecret: `${payment.id}_secret_${'A'.repeat(43)}` });
    await heard('payment_not_found');
    expect(told).toEqual(['payment_not_found']);
  });
});

describe('createPaymentStream against a server that shuts down', LIMIT, () => {
  it('comes back when it was told to, between 1 and 15 seconds later', async () => {
    const other = await startRig();
    const clock = new FakeClock();
    const { api, follow } = client(other.url, clock);
    const payment = await api.createPayment(INPUT, newKey(), signal);
    const { told, stream, heard } = listen(payment, follow);
    await heard('new');
    await other.stop();
    await heard('reconnecting');
    expect(told).toEqual(['live', 'new', 'reconnecting']);
    await flush();
    expect(clock.nextMs).toBeGreaterThanOrEqual(1_000);
    expect(clock.nextMs).toBeLessThanOrEqual(15_000);
    stream.stop();
  });
});

describe('Checkout against the server', LIMIT, () => {
  it('goes from press to paid', async () => {
    const { api, follow } = client(rig.url);
    const intent = createIntent({ server: rig.url, elementId: newKey() });
    const checkout = new Checkout({ api, follow, intent, input: INPUT });
    const facts: string[] = [];
    const settled = new Promise<void>((resolve, reject) => {
      checkout.onFact((fact) => {
        facts.push(fact.type);
        if (fact.type === 'error') reject(fact.error);
        if (fact.type === 'created') pay(fact.payment.id).catch(reject);
        if (fact.type === 'settled') resolve();
      });
    });
    checkout.start();
    await settled;
    expect(checkout.state).toMatchObject({
      phase: 'settled',
      payment: { amount: '50.00', status: 'settled' },
    });
    expect(checkout.state.payment?.paidSats).toBeGreaterThan(0);
    expect(facts.filter((fact) => fact !== 'processing')).toEqual(['created', 'settled']);
  });
});
