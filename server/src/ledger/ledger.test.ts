import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { settling } from '../../test/fakes/ledger-rows.ts';
import { aNewPayment, aPayment } from '../../test/fakes/payments.ts';
import { createLedger } from './ledger.ts';
import { messageId } from './message-id.ts';

/** A ledger over a connection that gives one answer, and what it was asked. */
function over(answer: unknown) {
  const asked: { readonly name: string; readonly args: string }[] = [];
  const ledger = createLedger({
    call: async (name, args) => {
      asked.push({ name, args: JSON.stringify(args) });
      if (answer instanceof Error) throw answer;
      return answer;
    },
    close: async () => {},
  });
  return { ledger, asked };
}

describe('createLedger', () => {
  it('sends amounts as decimal strings, and times as Unix ms', async () => {
    const { ledger, asked } = over(null);
    const waiting = aPayment();
    await ledger.saveChange(settling(waiting));
    const args: unknown = JSON.parse(asked[0]?.args ?? '');
    expect(args).toMatchObject({
      expectedVersion: 2,
      payment: { id: waiting.id, amountMinor: '5000', currency: 'USD', paidMsat: '77650000' },
      invoice: { amountMsat: '77650000', dueMsat: '77650000', paidMsat: '77650000' },
      events: [{ type: 'received' }, { type: 'settled' }],
      outbox: [
        {
          type: 'payment.settled',
          id: messageId(waiting.id, { channel: 'webhook', type: 'payment.settled', cause: waiting.id }),
        },
      ],
    });
    expect(args).not.toHaveProperty('payment.invoices');
  });

  it('answers ledger_unavailable for whatever the database throws, with the cause', async () => {
    const cause = new Error('connection terminated');
    const { ledger } = over(cause);
    const unavailable = { code: 'ledger_unavailable', cause };
    await expect(ledger.getPayment('pay_1')).rejects.toMatchObject(unavailable);
    await expect(ledger.recordPayment(aNewPayment())).rejects.toMatchObject(unavailable);
    await expect(ledger.releaseCreation('pay_1', 1, START_MS)).rejects.toMatchObject(unavailable);
    await expect(ledger.listPayments({ limit: 1 })).rejects.toMatchObject(unavailable);
    await expect(ledger.check()).rejects.toMatchObject(unavailable);
  });

  it('asks nothing to finish no delivery', async () => {
    const { ledger, asked } = over(null);
    await ledger.finishDeliveries([], 'applied', null, START_MS);
    expect(asked).toEqual([]);
  });
});

describe('ledger.check', () => {
  it.each([
    ['the schema it was written for', 1, 1],
    ['an expanded one', 7, 1],
    ['one that older servers understand too', 1, 0],
  ])('takes %s', async (_, version, minServer) => {
    await expect(over({ version, minServer }).ledger.check()).resolves.toBeUndefined();
  });

  it.each([
    ['an older one', 0, 0],
    ['one for newer servers', 7, 2],
  ])('refuses %s', async (_, version, minServer) => {
    await expect(over({ version, minServer }).ledger.check()).rejects.toMatchObject({
      code: 'ledger_unavailable',
    });
  });
});
