import { describe, expect, it } from 'vitest';
import { creationRig, REQUEST } from '../../test/fakes/creation.ts';
import { ASKED_MSAT, hashOf } from '../../test/fakes/payments.ts';
import { TIMINGS } from '../timings.ts';
import { PaymentError } from './errors.ts';
import type { Payment } from './payment.ts';

const otherBody = { ...REQUEST, requestHash: hashOf('another request') };
const shown = (payment: Payment) => payment.invoices.map(({ bolt11 }) => bolt11);
const fails = (code: PaymentError['code']) => async () => {
  throw new PaymentError(code);
};

describe('createPayment', () => {
  it('records the payment before BTCPay is asked, and the invoice after', async () => {
    const { create, gateway, ledger, recorded } = creationRig();
    gateway.next('createInvoice', async (run) => {
      expect(await ledger.port.listPayments({ limit: 10 })).toMatchObject([{ invoices: [], version: 1 }]);
      return run();
    });
    const { payment, replayed } = await create(REQUEST);
    const [made] = gateway.port.invoices;
    expect(replayed).toBe(false);
    expect(payment).toMatchObject({ status: 'new', version: 2, pricedBy: 'open', orderId: 'A-1' });
    expect(payment.invoices).toMatchObject([{ id: made?.invoiceId, attempt: 1, amountMsat: ASKED_MSAT }]);
    expect(made?.owner).toEqual({ paymentId: payment.id, attempt: 1 });
    expect(recorded).toEqual([made?.invoiceId]);
    const history = await ledger.port.getHistory(payment.id);
    expect(history?.events.map(({ type }) => type)).toEqual(['created', 'invoice_added']);
  });

  it('answers the same payment to the same key, one after another and at the same time', async () => {
    const { create, gateway } = creationRig();
    const together = await Promise.all(Array.from({ length: 5 }, () => create(REQUEST)));
    const again = await create(REQUEST);
    const all = [...together, again];
    expect(new Set(all.map(({ payment }) => payment.id)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(gateway.port.invoices).toHaveLength(1);
  });

  it('refuses the same key with another body, at the same time and later', async () => {
    const { create, gateway, ledger } = creationRig();
    const [first, second] = await Promise.allSettled([create(REQUEST), create(otherBody)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { code: 'idempotency_mismatch' } });
    await expect(create(otherBody)).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    expect(gateway.port.invoices).toHaveLength(1);
    expect(await ledger.port.listPayments({ limit: 10 })).toHaveLength(1);
  });

  it('makes another payment for another key, and for the same one after a day', async () => {
    const { create, clock, gateway } = creationRig();
    const first = await create(REQUEST);
    const other = await create({ ...REQUEST, keyHash: hashOf('another key') });
    clock.advance(TIMINGS.idempotencyKeptMs);
    const tomorrow = await create(otherBody);
    expect(new Set([first, other, tomorrow].map(({ payment }) => payment.id)).size).toBe(3);
    expect(gateway.port.invoices).toHaveLength(3);
  });

  it('tells a second process to wait while the first is at it', async () => {
    const one = creationRig();
    const two = creationRig(one);
    one.gateway.next('createInvoice', async (run) => {
      await expect(two.create(REQUEST)).rejects.toMatchObject({
        code: 'idempotency_in_progress',
        retryAfterSeconds: 21,
      });
      return run();
    });
    const { payment } = await one.create(REQUEST);
    expect((await two.create(REQUEST)).payment).toEqual(payment);
    expect(one.gateway.port.invoices).toHaveLength(1);
  });

  it('lets another process go on once the claim of a dead one ran out', async () => {
    const one = creationRig();
    const two = creationRig(one);
    one.gateway.next('createInvoice', async (run) => {
      const answer = await run();
      one.clock.advance(21_000);
      await two.create(REQUEST);
      return answer;
    });
    const { payment } = await one.create(REQUEST);
    expect((await one.create(REQUEST)).payment).toEqual(payment);
    expect(shown(payment)).toHaveLength(1);
    expect(one.gateway.port.invoices).toHaveLength(1);
  });

  it('refuses a bad answer with an alert, and shows nothing', async () => {
    const { create, gateway, ledger, alerts, recorded } = creationRig();
    gateway.next('createInvoice', async (run) => {
      const answer = await run();
      return answer === 'unknown' ? answer : { reading: { ...answer.reading, amount: '5' } };
    });
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_bad_answer' });
    const [payment] = await ledger.port.listPayments({ limit: 10 });
    expect(payment?.invoices).toEqual([]);
    const id = gateway.port.invoices[0]?.invoiceId;
    expect(alerts.raised).toEqual([
      {
        name: 'invoice_refused',
        fields: { reference: payment?.reference, reason: `invoice ${id}: amount 5, not as ordered` },
      },
    ]);
    expect(recorded).toEqual([]);
  });

  it('asks BTCPay for nothing while the ledger is down, and keeps its own error', async () => {
    const { create, gateway, ledger } = creationRig();
    ledger.next('recordPayment', fails('ledger_unavailable'));
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'ledger_unavailable' });
    expect(gateway.calls('createInvoice')).toBe(0);
    gateway.next('createInvoice', fails('gateway_unavailable'));
    ledger.next('releaseCreation', fails('ledger_unavailable'));
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'idempotency_in_progress' });
  });
});
