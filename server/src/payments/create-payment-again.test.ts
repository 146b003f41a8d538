import { describe, expect, it } from 'vitest';
import { answerLost, creationRig, nothingMade, REQUEST } from '../../test/fakes/creation.ts';
import { TIMINGS } from '../timings.ts';
import { PaymentError } from './errors.ts';
import type { Payment } from './payment.ts';

const shown = (payment: Payment) => payment.invoices.map(({ bolt11 }) => bolt11);
const fails = (code: PaymentError['code']) => async () => {
  throw new PaymentError(code);
};

describe('createPayment, asked again after a failure', () => {
  it('makes one invoice by a retry at once after BTCPay refused', async () => {
    const { create, gateway } = creationRig();
    gateway.next('createInvoice', fails('gateway_unavailable'));
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    const { payment } = await create(REQUEST);
    expect(payment.invoices).toMatchObject([{ attempt: 2 }]);
    expect(gateway.port.invoices).toHaveLength(1);
  });

  it('waits out a creation without an answer, and then adopts what came of it', async () => {
    const { create, clock, gateway, alerts } = creationRig();
    gateway.next('createInvoice', answerLost);
    const wait = { code: 'gateway_unavailable', retryAfterSeconds: 6 };
    await expect(create(REQUEST)).rejects.toMatchObject(wait);
    clock.advance(TIMINGS.adoptionWaitMs - 1);
    await expect(create(REQUEST)).rejects.toMatchObject({
      code: 'idempotency_in_progress',
      retryAfterSeconds: 1,
    });
    clock.advance(1);
    const { payment } = await create(REQUEST);
    expect(payment.invoices).toMatchObject([{ id: gateway.port.invoices[0]?.invoiceId, attempt: 1 }]);
    expect(gateway.port.invoices).toHaveLength(1);
    expect(alerts.names()).toEqual([]);
  });

  it('creates again when nothing came of it', async () => {
    const { create, clock, gateway } = creationRig();
    gateway.next('createInvoice', nothingMade);
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    clock.advance(TIMINGS.adoptionWaitMs);
    expect((await create(REQUEST)).payment.invoices).toMatchObject([{ attempt: 2 }]);
    expect(gateway.port.invoices).toHaveLength(1);
  });

  it('shows one invoice although BTCPay made the lost one after all', async () => {
    const { create, clock, gateway } = creationRig();
    let carryOut: (() => Promise<unknown>) | undefined;
    gateway.next('createInvoice', async (run) => {
      carryOut = run;
      return 'unknown' as const;
    });
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    clock.advance(TIMINGS.adoptionWaitMs);
    const { payment } = await create(REQUEST);
    await carryOut?.();
    expect(gateway.port.invoices).toHaveLength(2);
    expect(shown((await create(REQUEST)).payment)).toEqual(shown(payment));
  });

  it('does not create while it is unknown whether there is something to adopt', async () => {
    const { create, clock, gateway } = creationRig();
    gateway.next('createInvoice', answerLost);
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    clock.advance(TIMINGS.adoptionWaitMs);
    gateway.next('findInvoices', fails('gateway_unavailable'));
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    await create(REQUEST);
    expect(gateway.port.invoices).toHaveLength(1);
  });

  it.each([
    ['unfit', { currency: 'EUR' }],
    ['of another payment', { owner: { paymentId: 'pay_other', attempt: 1 } }],
    ['of nobody', { owner: null }],
    ['already over', { providerStatus: 'Expired' as const }],
  ])('does not adopt an invoice that is %s', async (_, change) => {
    const { create, clock, gateway } = creationRig();
    gateway.next('createInvoice', answerLost);
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    const lost = gateway.port.invoices[0]?.invoiceId ?? '';
    gateway.port.corrupt(lost, change);
    clock.advance(TIMINGS.adoptionWaitMs);
    const { payment } = await create(REQUEST);
    expect(payment.invoices.map(({ id }) => id)).toEqual([gateway.port.invoices[1]?.invoiceId]);
  });

  it('adopts its invoice when the ledger failed after BTCPay created it', async () => {
    const { create, gateway, ledger } = creationRig();
    ledger.next('saveChange', fails('ledger_unavailable'));
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'ledger_unavailable' });
    const { payment, replayed } = await create(REQUEST);
    expect(replayed).toBe(true);
    expect(payment.invoices).toMatchObject([{ attempt: 1 }]);
    expect(gateway.port.invoices).toHaveLength(1);
  });

  it('answers the recorded invoice when only the commit’s answer was lost', async () => {
    const { create, gateway, ledger } = creationRig();
    ledger.next('saveChange', async (run) => {
      await run();
      throw new PaymentError('ledger_unavailable');
    });
    await expect(create(REQUEST)).rejects.toMatchObject({ code: 'ledger_unavailable' });
    const { payment, replayed } = await create(REQUEST);
    expect([replayed, shown(payment).length, gateway.port.invoices.length]).toEqual([true, 1, 1]);
  });
});
