import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aDelivery, type InboxRig, inboxRig } from '../../test/fakes/inbox.ts';
import { PaymentError, type PaymentErrorCode } from './errors.ts';

let rig: InboxRig;
/** Lets everything happen that waits at most this long. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const status = async () => (await rig.ledger.port.getPayment(rig.paymentId))?.status;
const readings = () => rig.gateway.calls('readInvoice');
const fails = (code: PaymentErrorCode) => async () => {
  throw new PaymentError(code);
};
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  rig = await inboxRig();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('inbox, when something is down', () => {
  beforeEach(async () => {
    await rig.record();
    rig.gateway.port.pay(rig.invoiceId);
  });

  it('tries again, each time after twice the wait, until BTCPay answers', async () => {
    for (let n = 0; n < 3; n += 1) rig.gateway.next('readInvoice', fails('gateway_unavailable'));
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await pass();
    const seen: number[] = [readings()];
    for (const waitMs of [499, 1, 999, 1, 1_999, 1]) {
      await pass(waitMs);
      seen.push(readings());
    }
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(await status()).toBe('settled');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits at most the longest wait', async () => {
    for (let n = 0; n < 10; n += 1) rig.gateway.next('readInvoice', fails('gateway_unavailable'));
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    for (let n = 0; n < 10; n += 1) await pass(60_000);
    expect(await status()).toBe('settled');
  });

  it.each(['findByInvoice', 'saveChange', 'finishDeliveries'] as const)(
    'tries again when the ledger fails at %s',
    async (method) => {
      rig.ledger.next(method, fails('ledger_unavailable'));
      await rig.inbox.receive(aDelivery(rig.invoiceId));
      await pass(500);
      expect(await status()).toBe('settled');
      expect(rig.ledger.port.delivery('wh_1:delivery_1')?.state).toBe('applied');
    },
  );

  it('lets a later webhook wait for the same try', async () => {
    rig.gateway.next('readInvoice', fails('gateway_unavailable'));
    await rig.inbox.receive(aDelivery(rig.invoiceId, { id: 'a' }));
    await pass();
    await rig.inbox.receive(aDelivery(rig.invoiceId, { id: 'b' }));
    await pass(500);
    expect(readings()).toBe(2);
    expect([rig.ledger.port.delivery('a')?.state, rig.ledger.port.delivery('b')?.state]).toEqual([
      'applied',
      'applied',
    ]);
  });

  it.each(['gateway_bad_answer', 'invoice_unknown'] as const)(
    'parks what %s refuses, with an alert',
    async (code) => {
      rig.gateway.next('readInvoice', fails(code));
      await rig.inbox.receive(aDelivery(rig.invoiceId));
      await pass();
      expect(rig.ledger.port.delivery('wh_1:delivery_1')).toEqual({ state: 'parked', reason: code });
      expect(rig.alerts.raised).toEqual([
        { name: 'webhook_parked', fields: { invoiceId: rig.invoiceId, reason: code } },
      ]);
      await rig.inbox.receive(aDelivery(rig.invoiceId, { id: 'next' }));
      await pass();
      expect(await status()).toBe('settled');
    },
  );
});
