import { describe, expect, it, vi } from 'vitest';
import { awaiting, CREATED, setUp } from '../test/fixtures/checkout-rig.ts';
import { flush } from '../test/fixtures/fake-clock.ts';
import { bolt11, invoice, payment, settledPayment } from '../test/fixtures/payments.ts';
import { CheckoutError } from './errors.ts';

describe('Checkout', () => {
  describe('invoice check', () => {
    const wrong = invoice({ bolt11: bolt11({ amountMsat: 77_650_001n }) });

    it('never shows an invoice that is not what the payment says, and is not tried again', async () => {
      const { checkout, server, followings, facts, clock, keys } = setUp();
      const seen: unknown[] = [];
      checkout.subscribe((state) => seen.push(state.payment));
      server.create = payment({ clientSecret: 'secret', invoice: wrong });
      checkout.start();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'failed', payment: null });
      expect(checkout.state.error).toMatchObject({ code: 'invoice_mismatch', retryable: false });
      expect([new Set(seen), followings.length, facts, clock.pending]).toEqual([
        new Set([null]),
        0,
        ['error'],
        0,
      ]);
      checkout.retry();
      await flush();
      expect(keys).toHaveLength(1);
    });

    it('checks what comes by the stream too, and drops the payment', async () => {
      const { checkout, following } = await awaiting();
      following().onPayment(payment({ version: 4, invoice: wrong }));
      expect(checkout.state).toMatchObject({ phase: 'failed', payment: { version: 3 } });
      expect(following().calls).toEqual(['stop']);
    });

    it('does not hold up a settlement', async () => {
      const { checkout, following } = await awaiting();
      following().onPayment(settledPayment({ invoice: wrong }));
      expect(checkout.state).toMatchObject({ phase: 'settled', payment: { invoice: null } });
    });

    it('shows the invoice for the remainder of an underpaid payment, and drops the old one', async () => {
      const { checkout, following } = await awaiting();
      const rest = invoice({
        bolt11: bolt11({ amountMsat: 1_000_000n }),
        amountSats: 1000,
        expiresInSeconds: 1800,
      });
      following().onPayment(payment({ version: 4, flags: ['underpaid'], invoice: rest }));
      expect(checkout.state).toMatchObject({
        phase: 'awaiting',
        payment: { invoice: rest },
        secondsTotal: 1800,
      });
    });

    it('uses the decoder that it is given', async () => {
      const decode = vi.fn(() => {
        throw new Error('other node');
      });
      const { checkout } = await awaiting({ decode });
      expect(checkout.state.error?.code).toBe('invoice_mismatch');
    });
  });

  describe('failure', () => {
    it('fails where the creation does, and does it again with the same key', async () => {
      const { checkout, server, keys, facts, clock } = setUp();
      server.create = new CheckoutError('network', { retryable: true });
      checkout.start();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'failed', error: server.create });
      expect([facts, clock.pending]).toEqual([['error'], 0]);
      server.create = CREATED;
      checkout.retry();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'awaiting', error: null });
      expect(keys[1]).toBe(keys[0]);
    });

    it('knows that there was a payment before, although it could not be read', async () => {
      const { checkout, open, server } = await awaiting();
      expect(checkout.state.isResumed).toBe(false);
      checkout.close();
      server.read = new CheckoutError('network', { retryable: true });
      const again = open();
      again.start();
      await flush();
      expect(again.state).toMatchObject({ phase: 'failed', payment: null, isResumed: true });
    });

    it('retries nothing while nothing has failed', async () => {
      const { checkout, keys } = await awaiting();
      checkout.retry();
      await flush();
      expect(keys).toHaveLength(1);
    });

    it('says why the stream ended for good, and begins anew after close', async () => {
      const { checkout, following, clock, keys } = await awaiting();
      following().onError(new CheckoutError('payment_not_found'));
      expect(checkout.state).toMatchObject({ phase: 'failed', error: { code: 'payment_not_found' } });
      expect([clock.pending, following().calls]).toEqual([0, ['stop']]);
      checkout.close();
      checkout.start();
      await flush();
      expect([checkout.state.phase, new Set(keys).size]).toEqual(['awaiting', 2]);
    });

    it('reads the payment again where following it failed for now', async () => {
      const { checkout, following, server } = await awaiting();
      following().onError(new CheckoutError('ledger_unavailable', { retryable: true }));
      checkout.retry();
      await flush();
      expect([checkout.state.phase, checkout.state.error, server.reads]).toEqual(['awaiting', null, 1]);
    });

    it('watches an invalid payment further, for it may still be settled', async () => {
      const { checkout, following } = await awaiting();
      following().onPayment(payment({ status: 'invalid', version: 4, invoice: null }));
      expect(checkout.state.error).toMatchObject({ code: 'payment_invalid', retryable: false });
      following().onPayment(settledPayment({ flags: ['manual'] }));
      expect(checkout.state).toMatchObject({ phase: 'settled', error: null });
    });

    it('takes an answer without a secret for no answer', async () => {
      const { checkout, server } = setUp();
      server.create = payment();
      checkout.start();
      await flush();
      expect(checkout.state.error).toMatchObject({ code: 'bad_answer', retryable: true });
    });

    it('says bad_answer where it cannot tell what failed', async () => {
      const { checkout, server } = setUp();
      server.create = new RangeError('what is this');
      checkout.start();
      await flush();
      expect(checkout.state.error).toMatchObject({ code: 'bad_answer', cause: server.create });
    });
  });
});
