import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/fakes/clock.ts';
import { fakeGateway } from '../../test/fakes/fake-gateway.ts';
import { fakeLedger } from '../../test/fakes/fake-ledger.ts';
import { interruptible } from '../../test/fakes/interruptible.ts';
import { ASKED_MSAT, aNewPayment } from '../../test/fakes/payments.ts';
import { seededRandom } from '../../test/fakes/random.ts';
import { recordingAlerts } from '../../test/fakes/recording-alerts.ts';
import { recordingCounters } from '../../test/fakes/recording-counters.ts';
import { createPaymentFeed } from '../feed/payment-feed.ts';
import { acceptInvoice } from './accept-invoice.ts';
import { buildApplyInvoiceState } from './apply-invoice-state.ts';
import { deriveChange, deriveInvoiceAdded } from './derive-change.ts';
import { PaymentError } from './errors.ts';
import type { Payment } from './payment.ts';

/** A ledger and a BTCPay that hold one payment with one invoice. */
async function setUp() {
  const clock = fakeClock();
  const gateway = interruptible(fakeGateway(clock));
  const ledger = interruptible(fakeLedger());
  const alerts = recordingAlerts();
  const counters = recordingCounters();
  const feed = createPaymentFeed(ledger.port);
  const entry = aNewPayment();
  await ledger.port.recordPayment(entry);
  const { payment } = entry;
  const answer = await gateway.port.createInvoice({ paymentId: payment.id, attempt: 1, ...payment });
  if (answer === 'unknown') throw new Error('no answer');
  const invoice = acceptInvoice(answer.reading, {
    order: { paymentId: payment.id, attempt: 1, price: payment.price },
    network: 'regtest',
    storeId: 'store1',
    madeAtMs: clock.now(),
    nowMs: clock.now(),
    expiryMarginMs: 60_000,
  });
  await ledger.port.saveChange(deriveInvoiceAdded(payment, invoice, clock.now()));
  const heard: Payment[] = [];
  feed.subscribe(payment.id, 2, (newer) => heard.push(newer));
  const apply = buildApplyInvoiceState({
    ledger: ledger.port,
    gateway: gateway.port,
    feed,
    alerts,
    counters,
    clock,
    mail: { notices: false, receipts: false },
    random: seededRandom('receipts'),
    storeId: 'store1',
  });
  return {
    apply,
    clock,
    gateway,
    ledger,
    alerts,
    counters,
    heard,
    paymentId: payment.id,
    invoiceId: invoice.id,
  };
}

describe('applyInvoiceState', () => {
  it('records what BTCPay says, tells the feed and counts it', async () => {
    const { apply, gateway, ledger, heard, counters, paymentId, invoiceId } = await setUp();
    gateway.port.pay(invoiceId);
    const applied = await apply(invoiceId, 'webhook');
    expect(applied).toMatchObject({
      kind: 'changed',
      payment: { status: 'settled', paidMsat: ASKED_MSAT, receiptToken: expect.stringMatching(/^rcp_/) },
    });
    expect(heard.map(({ status, version }) => [status, version])).toEqual([['settled', 3]]);
    expect(counters.count('payment_settled')).toBe(1);
    expect((await ledger.port.getHistory(paymentId))?.outbox.map(({ type }) => type)).toEqual([
      'payment.settled',
    ]);
  });

  it('does nothing the second time', async () => {
    const { apply, gateway, ledger, heard, counters, invoiceId } = await setUp();
    gateway.port.pay(invoiceId);
    await apply(invoiceId, 'webhook');
    const saved = ledger.calls('saveChange');
    expect((await apply(invoiceId, 'webhook')).kind).toBe('unchanged');
    expect([heard.length, counters.count('payment_settled'), ledger.calls('saveChange')]).toEqual([
      1,
      1,
      saved,
    ]);
  });

  it('does not ask BTCPay for an invoice that is none of ours', async () => {
    const { apply, gateway } = await setUp();
    expect(await apply('inv_of_somebody', 'webhook')).toEqual({ kind: 'unknown_invoice' });
    expect(gateway.calls('readInvoice')).toBe(0);
  });

  it('derives again from the newer payment when another writer was faster', async () => {
    const { apply, clock, gateway, ledger, paymentId, invoiceId } = await setUp();
    gateway.port.pay(invoiceId);
    const reading = await gateway.port.readInvoice(invoiceId);
    ledger.next('saveChange', async (run) => {
      const payment = await ledger.port.getPayment(paymentId);
      const change =
        payment === null ? null : deriveChange(payment, { ...reading, received: [] }, clock.now(), 'webhook');
      if (change !== null) await ledger.port.saveChange(change);
      return run();
    });
    const applied = await apply(invoiceId, 'webhook');
    expect(applied).toMatchObject({ kind: 'changed', payment: { version: 4, paidMsat: ASKED_MSAT } });
    const types = (await ledger.port.getHistory(paymentId))?.events.map(({ type }) => type);
    expect(types?.filter((type) => type === 'settled')).toHaveLength(1);
  });

  it('writes once when ten apply at the same time', async () => {
    const { apply, gateway, ledger, heard, paymentId, invoiceId } = await setUp();
    gateway.port.pay(invoiceId);
    const all = await Promise.all(Array.from({ length: 10 }, () => apply(invoiceId, 'webhook')));
    expect(all.filter(({ kind }) => kind === 'changed')).toHaveLength(1);
    expect(heard).toHaveLength(1);
    expect((await ledger.port.getPayment(paymentId))?.version).toBe(3);
  });

  it('gives up where versions change without end', async () => {
    const { apply, gateway, ledger, invoiceId } = await setUp();
    gateway.port.pay(invoiceId);
    for (let n = 0; n < 11; n += 1) ledger.next('saveChange', async () => null);
    await expect(apply(invoiceId, 'webhook')).rejects.toMatchObject({ code: 'ledger_unavailable' });
  });

  it('passes on what BTCPay could not answer, and changes nothing', async () => {
    const { apply, gateway, ledger, paymentId, invoiceId } = await setUp();
    for (const code of ['gateway_unavailable', 'gateway_bad_answer', 'invoice_unknown'] as const) {
      gateway.next('readInvoice', async () => {
        throw new PaymentError(code);
      });
      await expect(apply(invoiceId, 'webhook')).rejects.toMatchObject({ code });
    }
    expect((await ledger.port.getPayment(paymentId))?.version).toBe(2);
  });

  it('raises an alert, once, for a settled payment that is marked invalid by hand', async () => {
    const { apply, gateway, alerts, invoiceId } = await setUp();
    gateway.port.mark(invoiceId, 'Settled');
    await apply(invoiceId, 'webhook');
    gateway.port.mark(invoiceId, 'Invalid');
    const applied = await apply(invoiceId, 'webhook');
    await apply(invoiceId, 'webhook');
    expect(applied).toMatchObject({ payment: { status: 'settled', flags: ['manual', 'reversed'] } });
    expect(alerts.names()).toEqual(['payment_reversed']);
  });

  it('raises an alert for a replacement that must not be shown', async () => {
    const { apply, gateway, alerts, invoiceId } = await setUp();
    gateway.port.pay(invoiceId, 1_000_000n);
    const { lightning } = await gateway.port.readInvoice(invoiceId);
    if (lightning === null) throw new Error('nothing to pay');
    const request = { ...lightning.request, network: 'mainnet' as const };
    gateway.port.corrupt(invoiceId, { lightning: { ...lightning, request } });
    const applied = await apply(invoiceId, 'webhook');
    expect(applied).toMatchObject({ payment: { flags: ['underpaid'] } });
    expect(alerts.names()).toEqual(['invoice_refused']);
  });
});
