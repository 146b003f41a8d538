import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../test/fixtures/fake-clock.ts';
import { ORDER, playSandbox } from '../../test/fixtures/sandbox-rig.ts';
import { checkInvoice } from '../bolt11.ts';
import { parsePayment } from '../payment.ts';
import { createSandbox } from './create-sandbox.ts';
import { SandboxLedger } from './sandbox-ledger.ts';

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;

describe('createSandbox', () => {
  it('asks no network of anything', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const { clock, wallet, id, told } = await playSandbox();
    await clock.advance(0);
    wallet.pay(id);
    await clock.advance(0);
    expect([told.at(-1), fetched.mock.calls]).toEqual(['settled', []]);
    fetched.mockRestore();
  });

  it('answers what the page reads off the wire, at a round rate', async () => {
    const { read } = await playSandbox();
    const payment = parsePayment(JSON.parse(JSON.stringify(await read())));
    expect(payment).toMatchObject({
      invoice: { amountSats: 50_000, rate: '100000', expiresInSeconds: 3600 },
      network: 'regtest',
      test: true,
      createdAt: '2026-11-23T09:00:00Z',
    });
  });

  it('counts down by the clock that it is given', async () => {
    const { clock, read } = await playSandbox();
    await clock.advance(59_001);
    expect((await read()).invoice?.expiresInSeconds).toBe(3541);
  });

  it('makes invoices that live as long as is said', async () => {
    const { created } = await playSandbox({ lifeSeconds: 90 });
    expect(created.invoice?.expiresInSeconds).toBe(90);
    if (created.invoice) checkInvoice(created.invoice, 'regtest');
  });

  it('gives a signed request its payment by the request alone', async () => {
    const { api } = createSandbox();
    const [one, same] = await Promise.all(
      ['A', 'B'].map((letter) => api.createPayment({ request: 'a.b.c' }, letter.repeat(22), signal)),
    );
    expect(one).toMatchObject({ pricedBy: 'request', amount: '25.00' });
    expect(same?.id).toBe(one?.id);
  });

  it('refuses a key that is none', async () => {
    const { api } = createSandbox();
    const error = expect.objectContaining({ code: 'idempotency_key_invalid' });
    await expect(api.createPayment(ORDER, 'short', signal)).rejects.toEqual(error);
  });

  it('does nothing that was called off before', async () => {
    const { api } = createSandbox();
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(api.createPayment(ORDER, 'A'.repeat(22), gone)).rejects.toThrow('gone');
  });

  it('expires by itself after an hour, and is paid late by the old code', async () => {
    const { clock, wallet, id, told, payments } = await playSandbox();
    await clock.advance(HOUR_MS - 1);
    expect(told).toEqual(['live', 'new']);
    await clock.advance(1);
    expect([told.at(-1), payments.at(-1)?.invoice]).toEqual(['expired', null]);
    wallet.pay(id);
    await clock.advance(0);
    expect(payments.at(-1)).toMatchObject({
      status: 'settled',
      version: 3,
      flags: ['late'],
      paidSats: 50_000,
      settledAt: '2026-11-23T10:00:00Z',
    });
    expect(clock.pending).toBe(0);
  });

  it('expires where nobody follows, too', async () => {
    const { clock, stream, read } = await playSandbox();
    stream.stop();
    await clock.advance(HOUR_MS);
    expect(await read()).toMatchObject({ status: 'expired', version: 2 });
  });

  it('renews after the end for another hour', async () => {
    const { clock, created, renew } = await playSandbox();
    await clock.advance(HOUR_MS);
    const { invoice, ...payment } = await renew();
    expect(payment).toMatchObject({ status: 'new', version: 3 });
    expect(invoice?.expiresInSeconds).toBe(3600);
    expect(invoice?.bolt11).not.toBe(created.invoice?.bolt11);
    if (invoice) checkInvoice(invoice, 'regtest');
  });

  it('goes on with the payments of another', async () => {
    const ledger = new SandboxLedger({ clock: new FakeClock(), randomBytes, lifeSeconds: 3600 });
    const { id, clientSecret } = await playSandbox({ ledger });
    const { api } = createSandbox({ ledger, pin: 'expired' });
    expect(await api.getPayment(id, clientSecret, signal)).toMatchObject({ id, status: 'expired' });
  });
});

describe('the wallet of a sandbox', () => {
  it('pays with more than is due', async () => {
    const { wallet, id, read } = await playSandbox();
    wallet.pay(id, 60_000);
    expect(await read()).toMatchObject({ status: 'settled', flags: ['overpaid'], paidSats: 60_000 });
  });

  it('pays half, and then the remainder by a code of its own', async () => {
    const { clock, wallet, id, created, read, renew } = await playSandbox();
    await clock.advance(60_000);
    wallet.underpay(id);
    const { invoice, ...payment } = await read();
    expect(payment).toMatchObject({ status: 'new', flags: ['underpaid'], paidSats: 25_000 });
    expect(invoice).toMatchObject({ amountSats: 25_000, expiresInSeconds: 3540 });
    expect(invoice?.bolt11).not.toBe(created.invoice?.bolt11);
    if (invoice) checkInvoice(invoice, 'regtest');
    await expect(renew()).rejects.toMatchObject({ code: 'partially_paid' });
    wallet.pay(id);
    expect(await read()).toMatchObject({ status: 'settled', flags: [], paidSats: 50_000 });
  });

  it('pays half when it is too late for a code', async () => {
    const { wallet, id, read } = await playSandbox();
    wallet.expire(id);
    wallet.underpay(id);
    expect(await read()).toMatchObject({ status: 'expired', flags: ['underpaid'], invoice: null });
  });

  it('confirms a payment after a moment', async () => {
    const { clock, wallet, id, told, payments } = await playSandbox();
    await clock.advance(0);
    wallet.process(id);
    await clock.advance(0);
    expect(payments.at(-1)).toMatchObject({ status: 'processing', invoice: null, paidSats: 0 });
    await clock.advance(1_499);
    expect(told.at(-1)).toBe('processing');
    await clock.advance(1);
    expect(payments.at(-1)).toMatchObject({ status: 'settled', paidSats: 50_000 });
  });

  it('leaves what is settled as it is', async () => {
    const { wallet, id, read } = await playSandbox();
    wallet.pay(id);
    const settled = await read();
    for (const play of Object.values(wallet)) play(id);
    expect(await read()).toEqual(settled);
  });

  it('makes an invoice invalid', async () => {
    const { wallet, id, read } = await playSandbox();
    wallet.fail(id);
    expect(await read()).toMatchObject({ status: 'invalid', invoice: null, version: 2 });
  });

  it('does not know a payment of another page', () => {
    const { wallet } = createSandbox();
    expect(() => wallet.pay('pay_AAAAAAAAAAAAAAAAAAAAAA')).toThrow(
      expect.objectContaining({ code: 'payment_not_found' }),
    );
  });
});
