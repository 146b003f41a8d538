import { beforeEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/fakes/clock.ts';
import { type FakeLedger, fakeLedger } from '../../test/fakes/fake-ledger.ts';
import { recordWaiting, settling } from '../../test/fakes/ledger-rows.ts';
import { freshId, hashOf } from '../../test/fakes/payments.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { recordingAlerts } from '../../test/fakes/recording-alerts.ts';
import { recordingCounters } from '../../test/fakes/recording-counters.ts';
import { type FakeRefundGateway, fakeRefundGateway } from '../../test/fakes/refunds.ts';
import { TIMINGS } from '../timings.ts';
import { PaymentError } from './errors.ts';
import type { Payment } from './payment.ts';
import { buildRefundPayment, type RefundInput, type RefundPayment } from './refund-payment.ts';

let ledger: FakeLedger;
let gateway: FakeRefundGateway;
let clock: ReturnType<typeof fakeClock>;
let alerts: ReturnType<typeof recordingAlerts>;
let refundPayment: RefundPayment;
let payment: Payment;

beforeEach(async () => {
  ledger = fakeLedger();
  gateway = fakeRefundGateway();
  clock = fakeClock();
  alerts = recordingAlerts();
  refundPayment = build(ledger);
  const saved = await ledger.saveChange(settling(await recordWaiting(ledger)));
  if (saved === null) throw new Error('not settled');
  payment = saved;
});

function build(over: FakeLedger, with_: FakeRefundGateway | null = gateway): RefundPayment {
  return buildRefundPayment({
    ledger: over,
    gateway: with_,
    alerts,
    counters: recordingCounters(),
    clock,
    random: seededRandom('refunds'),
    timings: TIMINGS,
  });
}

function wish(change: Partial<RefundInput> = {}): RefundInput {
  const amount = { minor: 2_000n, currency: 'USD' };
  return { amount, reason: null, keyHash: hashOf(freshId('key')), requestHash: hashOf('wish'), ...change };
}

const raised = () => alerts.raised.map(({ name }) => name);

describe('refundPayment', () => {
  it('makes one pull payment, and answers a repeat with the same refund', async () => {
    const input = wish();
    const first = await refundPayment(payment, input);
    expect(first).toMatchObject({
      replayed: false,
      refund: { state: 'created', amount: { minor: 2_000n }, link: gateway.made[0]?.pullPayment.link },
    });
    expect(await refundPayment(payment, input)).toEqual({ refund: first.refund, replayed: true });
    expect(gateway.made).toHaveLength(1);
  });

  it('gives all that is left back where no amount is named, and then nothing more', async () => {
    await refundPayment(payment, wish());
    const rest = await refundPayment(payment, wish({ amount: null }));
    expect(rest.refund.amount.minor).toBe(3_000n);
    await expect(refundPayment(payment, wish({ amount: null }))).rejects.toThrow('amount_out_of_range');
    await expect(refundPayment(payment, wish())).rejects.toThrow('amount_out_of_range');
    expect(gateway.made).toHaveLength(2);
  });

  it('cannot exceed what was paid, though many ask at once', async () => {
    const wishes = Array.from({ length: 5 }, () =>
      refundPayment(payment, wish()).then(
        () => 'made',
        () => 'refused',
      ),
    );
    expect((await Promise.all(wishes)).filter((outcome) => outcome === 'made')).toHaveLength(2);
    expect(gateway.made).toHaveLength(2);
  });

  it('refuses another wish under the same key, and one while the first is under way', async () => {
    const input = wish();
    const [first, second] = await Promise.allSettled([
      refundPayment(payment, input),
      refundPayment(payment, input),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'idempotency_in_progress' } });
    const other = refundPayment(payment, { ...input, requestHash: hashOf('another') });
    await expect(other).rejects.toThrow('idempotency_mismatch');
  });

  it('is off without a key at BTCPay', async () => {
    await expect(build(ledger, null)(payment, wish())).rejects.toThrow('refunds_not_configured');
  });

  it('takes the reservation away where BTCPay surely made nothing', async () => {
    gateway.fates = [new PaymentError('gateway_unavailable'), new PaymentError('gateway_forbidden')];
    const input = wish({ amount: null });
    await expect(refundPayment(payment, input)).rejects.toThrow('gateway_unavailable');
    await expect(refundPayment(payment, input)).rejects.toThrow('gateway_forbidden');
    expect(raised()).toEqual(['refund_credentials']);
    expect(await ledger.refundsOf(payment.id)).toEqual([]);
    expect((await refundPayment(payment, input)).replayed).toBe(false);
    expect(gateway.made).toHaveLength(1);
  });

  describe('when BTCPay does not answer', () => {
    const input = wish();
    const unknown = () =>
      expect(refundPayment(payment, input)).rejects.toMatchObject({
        code: 'gateway_unavailable',
        retryAfterSeconds: 6,
      });
    const past = (ms: number) => clock.advance(ms);

    it('finds what was made all the same', async () => {
      gateway.fates = ['lost'];
      await unknown();
      expect(await ledger.refundsOf(payment.id)).toMatchObject([{ state: 'unknown', link: null }]);
      expect(raised()).toEqual(['refund_unknown']);
      await expect(refundPayment(payment, input)).rejects.toThrow('idempotency_in_progress');
      past(TIMINGS.adoptionWaitMs);
      const { refund, replayed } = await refundPayment(payment, input);
      expect([refund.link, replayed]).toEqual([gateway.made[0]?.pullPayment.link, true]);
      expect(gateway.made).toHaveLength(1);
    });

    it('asks again only when it cannot be carried out any more', async () => {
      gateway.fates = ['gone'];
      await unknown();
      past(TIMINGS.refundDoubtMs - 1);
      await unknown();
      expect(gateway.made).toHaveLength(0);
      past(1);
      expect((await refundPayment(payment, input)).refund.state).toBe('created');
      expect(gateway.made).toHaveLength(1);
    });

    it('never asks again where the key may not look, however long it takes', async () => {
      gateway.fates = ['lost'];
      gateway.sees = false;
      await unknown();
      past(30 * 24 * 3_600_000);
      await unknown();
      expect(gateway.made).toHaveLength(1);
      gateway.sees = true;
      expect((await refundPayment(payment, input)).refund.state).toBe('created');
      expect(gateway.made).toHaveLength(1);
    });

    it('lets no other refund of the payment pass before that is cleared', async () => {
      gateway.fates = ['lost'];
      gateway.sees = false;
      await unknown();
      past(TIMINGS.adoptionWaitMs);
      await expect(refundPayment(payment, wish())).rejects.toThrow('gateway_unavailable');
      expect(gateway.made).toHaveLength(1);
      gateway.sees = true;
      expect((await refundPayment(payment, wish())).replayed).toBe(false);
      expect((await ledger.refundsOf(payment.id)).map(({ state }) => state)).toEqual(['created', 'created']);
    });

    it('stays in doubt when the list does not answer either', async () => {
      gateway.fates = ['lost'];
      await unknown();
      past(TIMINGS.adoptionWaitMs);
      gateway.sees = new PaymentError('gateway_unavailable');
      await expect(refundPayment(payment, input)).rejects.toThrow('gateway_unavailable');
      gateway.sees = true;
      expect((await refundPayment(payment, input)).refund.state).toBe('created');
      expect(gateway.made).toHaveLength(1);
    });

    it('does not ask with a claim that somebody else has by now', async () => {
      gateway.fates = ['gone'];
      await unknown();
      past(TIMINGS.refundDoubtMs);
      const slow = build({ ...ledger, askRefund: async () => false });
      await expect(slow(payment, input)).rejects.toThrow('gateway_unavailable');
      expect(gateway.made).toHaveLength(0);
    });
  });

  it('finds what was made before the process died', async () => {
    const dying = build({
      ...ledger,
      finishRefund: async () => {
        throw new PaymentError('ledger_unavailable');
      },
    });
    const input = wish();
    await expect(dying(payment, input)).rejects.toThrow('ledger_unavailable');
    clock.advance(TIMINGS.btcpayCreateMs + TIMINGS.btcpayReadMs + TIMINGS.adoptionWaitMs);
    expect((await refundPayment(payment, input)).refund.state).toBe('created');
    expect(gateway.made).toHaveLength(1);
  });

  it('raises an alert where BTCPay promises another amount', async () => {
    const odd = fakeRefundGateway();
    const make = odd.createPullPayment.bind(odd);
    odd.createPullPayment = async (refund, reference) => {
      const made = await make(refund, reference);
      return made === 'unknown' ? made : { ...made, amount: '20.01' };
    };
    await build(ledger, odd)(payment, wish());
    expect(raised()).toEqual(['refund_amount_differs']);
  });
});
