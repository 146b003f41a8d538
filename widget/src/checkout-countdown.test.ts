import { describe, expect, it } from 'vitest';
import { awaiting, CREATED } from '../test/fixtures/checkout-rig.ts';
import { invoice, payment, settledPayment } from '../test/fixtures/payments.ts';

describe('Checkout', () => {
  describe('countdown', () => {
    it('counts whole seconds down to the end, and watches further', async () => {
      const { checkout, clock, following, facts } = await awaiting();
      const seconds: (number | null)[] = [];
      checkout.subscribe((state) => seconds.push(state.secondsLeft));
      await clock.advance(2_500);
      expect(seconds).toEqual([3599, 3598]);
      await clock.advance(3_597_499);
      expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 1 });
      await clock.advance(1);
      expect(checkout.state).toMatchObject({ phase: 'expired', secondsLeft: 0, payment: { id: CREATED.id } });
      expect([following().calls, clock.pending, facts]).toEqual([[], 0, ['created', 'expired']]);
      following().onPayment(settledPayment({ flags: ['late'] }));
      expect([checkout.state.phase, facts]).toEqual(['settled', ['created', 'expired', 'settled']]);
    });

    it('does not look at the clock of the device', async () => {
      const { checkout, clock } = await awaiting();
      clock.moveWall(3_600_000);
      await clock.advance(1_000);
      expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 3599 });
    });

    it('asks the server where the device slept', async () => {
      const { clock, following } = await awaiting();
      await clock.advance(5_000);
      expect(following().calls).toEqual([]);
      clock.moveWall(600_000);
      await clock.advance(5_000);
      expect(following().calls).toEqual(['nudge']);
    });

    it('is set right by every message', async () => {
      const { checkout, clock, following } = await awaiting();
      following().onPayment(payment({ invoice: invoice({ expiresInSeconds: 100 }) }));
      await clock.advance(10_000);
      expect(checkout.state).toMatchObject({ secondsLeft: 90, secondsTotal: 3600 });
    });

    it('is not moved by a message older than what is shown', async () => {
      const { checkout, clock, following } = await awaiting();
      following().onPayment(payment({ version: 2, invoice: invoice({ expiresInSeconds: 5 }) }));
      await clock.advance(10_000);
      expect(checkout.state).toMatchObject({ phase: 'awaiting', secondsLeft: 3590 });
    });
  });
});
