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
/** A door that keeps a call waiting. */
function door() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  rig = await inboxRig();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('inbox.receive', () => {
  it('stores first, and applies after its answer', async () => {
    await rig.record();
    rig.gateway.port.pay(rig.invoiceId);
    const delivery = aDelivery(rig.invoiceId);
    await rig.inbox.receive(delivery);
    expect([rig.ledger.port.delivery(delivery.id), readings()]).toEqual([
      { state: 'pending', reason: null },
      0,
    ]);
    await pass();
    expect(await status()).toBe('settled');
    expect(rig.ledger.port.delivery(delivery.id)).toEqual({ state: 'applied', reason: null });
  });

  it('applies a webhook once, however often it is delivered', async () => {
    await rig.record();
    rig.gateway.port.pay(rig.invoiceId);
    const delivery = aDelivery(rig.invoiceId);
    await Promise.all(Array.from({ length: 10 }, () => rig.inbox.receive(delivery)));
    await pass();
    await rig.inbox.receive(delivery);
    await pass();
    expect([
      readings(),
      rig.counters.count('webhook_stored'),
      rig.counters.count('webhook_repeated'),
    ]).toEqual([1, 1, 10]);
    expect((await rig.ledger.port.getPayment(rig.paymentId))?.version).toBe(3);
  });

  it('answers hints that came while one was read with one more reading', async () => {
    await rig.record();
    const { open, opened } = door();
    rig.gateway.next('readInvoice', async (run) => {
      await opened;
      return run();
    });
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const id of ids) {
      await rig.inbox.receive(aDelivery(rig.invoiceId, { id }));
      await pass();
    }
    expect(readings()).toBe(1);
    open();
    await pass();
    expect(readings()).toBe(2);
    for (const id of ids) expect(rig.ledger.port.delivery(id)?.state).toBe('applied');
  });

  it.each([
    ['cannot be read', { parkedBecause: 'unknown_type', mayChangePayment: false }, 'parked', 'unknown_type'],
    ['is of another store', { parkedBecause: 'other_store' }, 'parked', 'other_store'],
    ['cannot change a payment', { mayChangePayment: false }, 'applied', null],
    ['names no invoice', { invoiceId: null }, 'applied', null],
  ])('stores what %s, without a call to BTCPay', async (_, change, state, reason) => {
    await rig.inbox.receive(aDelivery(rig.invoiceId, change));
    await pass();
    expect(rig.ledger.port.delivery('wh_1:delivery_1')).toEqual({ state, reason });
    expect([readings(), rig.ledger.calls('findByInvoice')]).toEqual([0, 0]);
  });

  it('throws, and applies nothing, when it cannot be stored', async () => {
    await rig.record();
    rig.ledger.next('storeDelivery', fails('ledger_unavailable'));
    await expect(rig.inbox.receive(aDelivery(rig.invoiceId))).rejects.toMatchObject({
      code: 'ledger_unavailable',
    });
    await pass();
    expect(readings()).toBe(0);
  });
});

describe('inbox, when a webhook comes before its invoice is recorded', () => {
  it('parks it, and applies it when the invoice is recorded', async () => {
    rig.gateway.port.pay(rig.invoiceId);
    const delivery = aDelivery(rig.invoiceId);
    await rig.inbox.receive(delivery);
    await pass();
    expect(rig.ledger.port.delivery(delivery.id)).toEqual({ state: 'parked', reason: 'unknown_invoice' });
    await rig.record();
    rig.inbox.invoiceRecorded(rig.invoiceId);
    await pass();
    expect(await status()).toBe('settled');
    expect(rig.ledger.port.delivery(delivery.id)).toEqual({ state: 'applied', reason: null });
    expect(await rig.ledger.port.pendingDeliveries()).toEqual([]);
  });

  it('applies it also when the commit falls between looking and parking', async () => {
    rig.gateway.port.pay(rig.invoiceId);
    rig.ledger.next('finishDeliveries', async (run) => {
      await rig.record();
      rig.inbox.invoiceRecorded(rig.invoiceId);
      return run();
    });
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await pass();
    expect(await status()).toBe('settled');
    expect(rig.ledger.port.delivery('wh_1:delivery_1')).toEqual({ state: 'applied', reason: null });
  });

  it('takes it up in another process when this one died in between', async () => {
    rig.gateway.port.pay(rig.invoiceId);
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await pass();
    await rig.record();
    await rig.restarted().takeUp();
    await pass();
    expect(await status()).toBe('settled');
  });

  it('reads nothing for an invoice that no webhook named early', async () => {
    await rig.record();
    rig.inbox.invoiceRecorded(rig.invoiceId);
    await pass();
    expect(readings()).toBe(0);
  });

  it('tries again to park it when the ledger fails', async () => {
    const fails = async () => {
      throw new PaymentError('ledger_unavailable');
    };
    for (let n = 0; n < 3; n += 1) rig.ledger.next('finishDeliveries', fails);
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await pass(500 + 1_000 + 2_000);
    expect(rig.ledger.port.delivery('wh_1:delivery_1')).toEqual({
      state: 'parked',
      reason: 'unknown_invoice',
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts an invoice that stays unknown, without a call to BTCPay', async () => {
    await rig.inbox.receive(aDelivery('inv_of_somebody'));
    await pass();
    expect([rig.counters.count('webhook_unknown_invoice'), readings()]).toEqual([1, 0]);
    expect(rig.alerts.names()).toEqual([]);
  });
});

describe('inbox, when webhook and reading differ', () => {
  it('raises an alert for InvoiceSettled of an unpaid invoice, and settles nothing', async () => {
    await rig.record();
    await rig.inbox.receive(aDelivery(rig.invoiceId, { type: 'InvoiceSettled' }));
    await pass();
    expect(await status()).toBe('new');
    const reference = (await rig.ledger.port.getPayment(rig.paymentId))?.reference;
    expect(rig.alerts.raised).toEqual([
      { name: 'webhook_contradicted', fields: { reference, invoiceId: rig.invoiceId } },
    ]);
  });

  it('raises none for other events, nor for a payment that is settled', async () => {
    await rig.record();
    await rig.inbox.receive(aDelivery(rig.invoiceId, { id: 'a', type: 'InvoiceProcessing' }));
    await pass();
    rig.gateway.port.pay(rig.invoiceId);
    await rig.inbox.receive(aDelivery(rig.invoiceId, { id: 'b', type: 'InvoiceSettled' }));
    await pass();
    expect([await status(), rig.alerts.names()]).toEqual(['settled', []]);
  });
});

describe('inbox.takeUp and inbox.stop', () => {
  it('take up what an earlier process left', async () => {
    await rig.record();
    rig.gateway.port.pay(rig.invoiceId);
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await rig.inbox.stop();
    await pass();
    expect([readings(), await status()]).toEqual([0, 'new']);
    await rig.restarted().takeUp();
    await pass();
    expect([await status(), rig.ledger.port.delivery('wh_1:delivery_1')?.state]).toEqual([
      'settled',
      'applied',
    ]);
  });

  it('take up what was stored without our hearing of it, and nothing twice', async () => {
    await rig.record();
    rig.ledger.next('storeDelivery', async (run) => {
      await run();
      throw new PaymentError('ledger_unavailable');
    });
    await expect(rig.inbox.receive(aDelivery(rig.invoiceId))).rejects.toThrow();
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await pass();
    expect(rig.ledger.port.delivery('wh_1:delivery_1')?.state).toBe('pending');
    await Promise.all([rig.inbox.takeUp(), rig.inbox.takeUp()]);
    await pass();
    expect([rig.ledger.port.delivery('wh_1:delivery_1')?.state, readings()]).toEqual(['applied', 1]);
  });

  it('wait for what is in flight', async () => {
    await rig.record();
    const { open, opened } = door();
    rig.gateway.next('readInvoice', async (run) => {
      await opened;
      return run();
    });
    rig.gateway.port.pay(rig.invoiceId);
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await pass();
    let over = false;
    const stopped = rig.inbox.stop().then(() => {
      over = true;
    });
    await pass();
    expect(over).toBe(false);
    open();
    await stopped;
    expect([await status(), vi.getTimerCount()]).toEqual(['settled', 0]);
  });

  it('leave no timer, neither a waiting one nor one of a try that fails meanwhile', async () => {
    await rig.record();
    rig.gateway.next('readInvoice', fails('gateway_unavailable'));
    await rig.inbox.receive(aDelivery(rig.invoiceId));
    await pass();
    expect(vi.getTimerCount()).toBe(1);
    const { open, opened } = door();
    rig.gateway.next('readInvoice', async () => {
      await opened;
      throw new PaymentError('gateway_unavailable');
    });
    await pass(500);
    const stopped = rig.inbox.stop();
    open();
    await stopped;
    expect(vi.getTimerCount()).toBe(0);
    expect(rig.ledger.port.delivery('wh_1:delivery_1')?.state).toBe('pending');
  });
});
