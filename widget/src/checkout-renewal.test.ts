import { describe, expect, it } from 'vitest';
import { awaiting } from '../test/fixtures/checkout-rig.ts';
import { flush } from '../test/fixtures/fake-clock.ts';
import { bolt11, invoice, payment, settledPayment } from '../test/fixtures/payments.ts';
import { CheckoutError } from './errors.ts';

/** The same payment with its second invoice. */
const RENEWED = payment({
  version: 5,
  invoice: invoice({
    bolt11: bolt11({ paymentHash: '05'.repeat(32), amountMsat: 80_000_000n }),
    amountSats: 80_000,
  }),
});
const EXPIRED = payment({ status: 'expired', version: 4, invoice: null });

/** A checkout whose invoice has expired, and the phases that it goes through from there. */
async function expired() {
  const parts = await awaiting();
  parts.following().onLink('live');
  parts.following().onPayment(EXPIRED);
  parts.server.renew = RENEWED;
  const phases: string[] = [];
  parts.checkout.subscribe(({ phase }, previous) => phase !== previous.phase && phases.push(phase));
  return { ...parts, phases };
}

describe('Checkout', () => {
  describe('renew', () => {
    it('gives the same payment a fresh invoice, by the same key and stream', async () => {
      const { checkout, server, keys, followings, following, facts, phases, clock } = await expired();
      checkout.renew();
      expect(checkout.state).toMatchObject({ phase: 'creating', payment: { reference: 'LP-7F3K-9Q2M' } });
      await flush();
      expect(phases).toEqual(['creating', 'awaiting']);
      expect(checkout.state).toMatchObject({ payment: RENEWED, secondsLeft: 3600, lastSats: 80_000 });
      expect([server.renewals, keys.length, followings.length]).toEqual([1, 1, 1]);
      expect(following().calls).toEqual([]);
      await clock.advance(3_600_000);
      expect(facts).toEqual(['created', 'expired', 'created', 'expired']);
    });

    it('shows Paid for money on the old code, before, during and after', async () => {
      for (const moment of ['before', 'during', 'after']) {
        const { checkout, server, following, facts, clock } = await expired();
        if (moment === 'during') server.renew = null;
        if (moment !== 'before') checkout.renew();
        if (moment === 'after') await flush();
        following().onPayment(settledPayment({ version: 6, flags: ['late'] }));
        await flush();
        expect([moment, checkout.state.phase, facts.at(-1)]).toEqual([moment, 'settled', 'settled']);
        expect([following().calls, clock.pending]).toEqual([['stop'], 0]);
      }
    });

    it('is not ended by news that the old invoice has expired', async () => {
      const { checkout, server, following, phases } = await expired();
      server.renew = null;
      checkout.renew();
      following().onPayment({ ...EXPIRED, version: 5 });
      expect(phases).toEqual(['creating']);
      following().onPayment({ ...RENEWED, version: 6 });
      expect(phases).toEqual(['creating', 'awaiting']);
    });

    it('does nothing while the invoice can be paid, and nothing twice', async () => {
      const { checkout, server, following } = await awaiting();
      checkout.renew();
      following().onPayment(EXPIRED);
      server.renew = RENEWED;
      checkout.renew();
      checkout.renew();
      await flush();
      expect(server.renewals).toBe(1);
    });

    it('reads again where the payment is settled already, and shows Paid', async () => {
      const { checkout, server } = await expired();
      server.renew = new CheckoutError('already_settled');
      server.read = settledPayment();
      checkout.renew();
      await flush();
      expect([checkout.state.phase, server.reads]).toEqual(['settled', 1]);
    });

    it('reads again where part of it was paid, and shows the remainder', async () => {
      const { checkout, server } = await expired();
      server.renew = new CheckoutError('partially_paid');
      server.read = { ...RENEWED, flags: ['underpaid'], paidSats: 50_000 };
      checkout.renew();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'awaiting', payment: { flags: ['underpaid'] } });
    });

    it('says so where part of it was paid and the rest cannot be any more', async () => {
      const { checkout, server } = await expired();
      server.renew = new CheckoutError('partially_paid');
      server.read = { ...EXPIRED, version: 5, flags: ['underpaid'], paidSats: 50_000 };
      checkout.renew();
      await flush();
      expect(checkout.state).toMatchObject({
        phase: 'expired',
        isRenewal: false,
        payment: { paidSats: 50_000 },
      });
    });

    it.each(['payment_not_found', 'not_found', 'method_not_allowed'])(
      'makes another payment, with a new key, after %s',
      async (code) => {
        const { checkout, server, keys, followings, phases, facts } = await expired();
        server.renew = new CheckoutError(code);
        server.create = payment({ id: 'pay_2', clientSecret: 'secret 2' });
        checkout.renew();
        await flush();
        expect(phases).toEqual(['creating', 'awaiting']);
        expect([new Set(keys).size, followings[0]?.calls, followings[1]?.id]).toEqual([2, ['stop'], 'pay_2']);
        expect(facts).toEqual(['created', 'expired', 'created']);
      },
    );
  });

  describe('renew that fails', () => {
    it('watches the old invoice further, and asks again on retry', async () => {
      const { checkout, server, keys, followings, following, facts } = await expired();
      server.renew = new CheckoutError('gateway_unavailable', { retryable: true });
      checkout.renew();
      await flush();
      expect(checkout.state).toMatchObject({
        phase: 'failed',
        isRenewal: true,
        error: server.renew,
        link: 'live',
      });
      expect([following().calls, facts]).toEqual([[], ['created', 'expired', 'error']]);
      following().onPayment({ ...EXPIRED, version: 5 });
      expect(checkout.state.phase).toBe('failed');
      server.renew = { ...RENEWED, version: 6 };
      checkout.retry();
      await flush();
      expect([checkout.state.phase, server.renewals, keys.length, followings.length]).toEqual([
        'awaiting',
        2,
        1,
        1,
      ]);
    });

    it('still shows Paid for money on the old code', async () => {
      const { checkout, server, following } = await expired();
      server.renew = new CheckoutError('network', { retryable: true });
      checkout.renew();
      await flush();
      following().onPayment(settledPayment({ flags: ['late'] }));
      expect(checkout.state).toMatchObject({ phase: 'settled', error: null });
    });

    it('says nothing where the stream was quicker with the fresh invoice', async () => {
      const { checkout, server, following, facts } = await expired();
      server.renew = new CheckoutError('network', { retryable: true });
      checkout.renew();
      following().onPayment(RENEWED);
      await flush();
      expect([checkout.state.phase, facts.includes('error')]).toEqual(['awaiting', false]);
    });

    it('does not show an invoice that is not what the payment says', async () => {
      const { checkout, server } = await expired();
      server.renew = payment({ version: 5, invoice: invoice({ amountSats: 1 }) });
      checkout.renew();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'failed', payment: EXPIRED });
      expect(checkout.state.error).toMatchObject({ code: 'invoice_mismatch', retryable: false });
    });

    it('takes an answer that is still expired for no answer', async () => {
      const { checkout, server } = await expired();
      server.renew = { ...EXPIRED, version: 5 };
      checkout.renew();
      await flush();
      expect(checkout.state.error).toMatchObject({ code: 'bad_answer', retryable: true });
    });
  });

  describe('renew that is closed', () => {
    it('is called off, and reads the payment when it is opened again', async () => {
      const { checkout, server, signals, keys } = await expired();
      server.renew = null;
      checkout.renew();
      await flush();
      checkout.close();
      expect(signals.at(-1)?.aborted).toBe(true);
      server.read = { ...EXPIRED, version: 5 };
      checkout.start();
      await flush();
      expect([checkout.state.phase, checkout.state.isRenewal, server.reads, keys.length]).toEqual([
        'expired',
        false,
        1,
        1,
      ]);
    });

    it('shows the fresh invoice where the server was at it all the same', async () => {
      const { checkout, server } = await expired();
      server.renew = null;
      checkout.renew();
      checkout.cancel();
      server.read = RENEWED;
      checkout.start();
      await flush();
      expect(checkout.state).toMatchObject({ phase: 'awaiting', payment: RENEWED });
    });
  });
});
