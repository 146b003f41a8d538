import { expect } from 'vitest';
import { messageId } from '../../src/ledger/message-id.ts';
import type { OutboxEventType } from '../../src/payments/change.ts';
import type { Ledger, PaymentHistory } from '../../src/payments/ports.ts';

const TOLD = ['settled', 'expired', 'underpaid', 'overpaid', 'duplicate', 'reversed'];

/**
 * Checks what must hold after every fault: I1 money is counted once, I2 each row that the merchant must hear of has
 * one event, I3 settled is for good, I4 no unsent event is absent.
 */
export async function expectInvariants(ledger: Ledger): Promise<void> {
  const payments = await ledger.listPayments({ limit: 1_000 });
  const histories: PaymentHistory[] = [];
  for (const { id } of payments) {
    const history = await ledger.getHistory(id);
    if (history !== null) histories.push(history);
  }
  const received = histories.flatMap(({ events }) => events.filter(({ type }) => type === 'received'));
  expect(new Set(received.map(({ cause }) => cause)).size, 'I1').toBe(received.length);

  for (const { payment, events, outbox } of histories) {
    const settled = events.filter(({ type }) => type === 'settled');
    expect(settled.length, 'I1: one settled row').toBe(payment.status === 'settled' ? 1 : 0);
    const money = events
      .filter(({ type }) => type === 'received')
      .reduce((sum, { data }) => sum + BigInt(data['msat'] ?? 0), 0n);
    expect(money, 'I1: the money is the sum of its rows').toBe(payment.paidMsat);

    const told = events
      .filter(({ type }) => TOLD.includes(type))
      .map(({ type, cause }) =>
        messageId(payment.id, { channel: 'webhook', type: `payment.${type}` as OutboxEventType, cause }),
      );
    const webhooks = outbox.filter(({ channel }) => channel === 'webhook');
    expect(webhooks.map(({ id }) => id).sort(), 'I2').toEqual(told.sort());
    for (const { state, attempts } of outbox) {
      if (state === 'delivered')
        expect(
          attempts.some(({ reason }) => reason === null),
          'I4',
        ).toBe(true);
      else expect(['pending', 'dead'], 'I4').toContain(state);
    }

    const after = settled[0] === undefined ? [] : events.slice(events.indexOf(settled[0]) + 1);
    expect(
      after.filter(({ type }) => ['processing', 'expired', 'invalid'].includes(type)),
      'I3',
    ).toEqual([]);
  }
}
