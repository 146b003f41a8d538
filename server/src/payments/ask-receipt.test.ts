import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/fakes/clock.ts';
import { buildAskReceipt } from './ask-receipt.ts';
import type { ReceiptRequest } from './outgoing.ts';

function asking({ isOn = true, isRoom = true } = {}) {
  const asked: ReceiptRequest[] = [];
  const clock = fakeClock();
  const ledger = {
    askReceipt: async (request: ReceiptRequest) => {
      asked.push(request);
      return isRoom;
    },
  };
  return { ask: buildAskReceipt({ ledger, clock, isOn }), asked, clock };
}
const SETTLED = { id: 'pay_1', status: 'settled' } as const;

describe('buildAskReceipt', () => {
  it('queues the receipt, three of a payment at most', async () => {
    const { ask, asked, clock } = asking();
    await ask(SETTLED, 'buyer@example.com');
    expect(asked).toEqual([
      { paymentId: 'pay_1', recipient: 'buyer@example.com', atMs: clock.now(), most: 3 },
    ]);
  });

  it('says when there is no more room, and to come back in a day', async () => {
    await expect(asking({ isRoom: false }).ask(SETTLED, 'buyer@example.com')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterSeconds: 86_400,
    });
  });

  it('asks for nothing where mail is off', async () => {
    const { ask, asked } = asking({ isOn: false });
    await expect(ask(SETTLED, 'buyer@example.com')).rejects.toMatchObject({ code: 'mail_not_configured' });
    expect(asked).toEqual([]);
  });

  it.each(['new', 'processing', 'expired', 'invalid'] as const)(
    'asks for nothing while it is %s',
    async (status) => {
      const { ask, asked } = asking();
      await expect(ask({ id: 'pay_1', status }, 'buyer@example.com')).rejects.toMatchObject({
        code: 'not_settled',
      });
      expect(asked).toEqual([]);
    },
  );
});
