import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvoice } from '../../src/bolt11.ts';
import { Checkout } from '../../src/checkout.ts';
import { createIntent } from '../../src/intent.ts';
import { client, failure, INPUT, LIMIT, newKey } from './clients.ts';
import { type Rig, startRig } from './rig.ts';

const { signal } = new AbortController();

let rig: Rig;

beforeAll(async () => {
  rig = await startRig();
}, 60_000);

afterAll(() => rig.stop());

const invoiceId = async (paymentId: string, index: number) =>
  (await rig.merchantPayment(paymentId)).invoices[index]?.id ?? '';

describe('renewPayment against the server', LIMIT, () => {
  const created = () => client(rig.url).api.createPayment(INPUT, newKey(), signal);

  it('changes nothing while the invoice can be paid', async () => {
    const { id, clientSecret = '', invoice } = await created();
    const same = await client(rig.url).api.renewPayment(id, clientSecret, signal);
    expect(same.invoice?.bolt11).toBe(invoice?.bolt11);
  });

  it('is told of a wrong secret', async () => {
    const { id } = await created();
    const wrong = `${id}_secret_${'A'.repeat(43)}`;
    expect(await failure(client(rig.url).api.renewPayment(id, wrong, signal))).toMatchObject({
      code: 'payment_not_found',
    });
  });

  it('is told of a payment that is settled', async () => {
    const { id, clientSecret = '' } = await created();
    rig.simulator.pay({ invoiceId: await invoiceId(id, 0) });
    const renew = () => failure(client(rig.url).api.renewPayment(id, clientSecret, signal));
    await expect.poll(renew, LIMIT).toMatchObject({ code: 'already_settled', retryable: false });
  });

  it('is told of a payment of which a part has come', async () => {
    const { id, clientSecret = '' } = await created();
    rig.simulator.pay({ invoiceId: await invoiceId(id, 0), sats: 50_000 });
    const renew = () => failure(client(rig.url).api.renewPayment(id, clientSecret, signal));
    await expect.poll(renew, LIMIT).toMatchObject({ code: 'partially_paid', retryable: false });
  });
});

describe('Checkout that is renewed, against the server', LIMIT, () => {
  it.each([
    ['the new code', 1],
    ['the old code', 0],
  ])('is paid by %s', async (_, index) => {
    const intent = createIntent({ server: rig.url, elementId: newKey() });
    const checkout = new Checkout({ ...client(rig.url), intent, input: INPUT });
    const facts: string[] = [];
    const bolt11s: string[] = [];
    await new Promise<void>((resolve, reject) => {
      checkout.onFact((fact) => {
        facts.push(fact.type);
        if (fact.type === 'error') return reject(fact.error);
        const { id, invoice, network } = fact.payment;
        if (fact.type === 'created' && invoice) {
          checkInvoice(invoice, network);
          const isFirst = bolt11s.push(invoice.bolt11) === 1;
          invoiceId(id, isFirst ? 0 : index).then((invoiceId) =>
            isFirst
              ? rig.simulator.expire({ invoiceId })
              : rig.simulator.pay({ invoiceId, ...(index === 0 && { btcpay: 'heard' }) }),
          );
        }
        if (fact.type === 'expired') checkout.renew();
        if (fact.type === 'settled') resolve();
      });
      checkout.start();
    });
    expect(checkout.state).toMatchObject({ phase: 'settled', payment: { paidSats: 77_650 } });
    expect(facts.filter((fact) => fact !== 'processing')).toEqual([
      'created',
      'expired',
      'created',
      'settled',
    ]);
    expect(new Set(bolt11s).size).toBe(2);
    expect((await rig.merchantPayment(checkout.state.payment?.id ?? '')).invoices).toHaveLength(2);
  });
});
