import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { anInvoice, aPayment, hashOf } from '../../test/fakes/payments.ts';
import type { PaymentHistory } from '../payments/ports.ts';
import { toMerchant, toMerchantHistory, toWire } from './payment-view.ts';

const PUBLIC_URL = 'https://pay.example.com';
const waiting = aPayment({ id: 'pay_1', reference: 'LP-7F3K-9Q2M', invoices: [anInvoice({ id: 'inv_1' })] });
const settled = aPayment({
  status: 'settled',
  flags: ['late'],
  version: 3,
  paidMsat: 77_650_999n,
  settledAtMs: START_MS + 500,
  receiptToken: `rcp_${'a'.repeat(22)}`,
  invoices: [anInvoice({ status: 'settled' })],
});

describe('toWire', () => {
  it('shows what a page may see, and nothing else', () => {
    expect(toWire(waiting, START_MS + 1, PUBLIC_URL, null)).toEqual({
      id: 'pay_1',
      reference: 'LP-7F3K-9Q2M',
      status: 'new',
      flags: [],
      version: 2,
      pricedBy: 'open',
      amount: '50.00',
      currency: 'USD',
      paidSats: 0,
      invoice: {
        bolt11: 'lnbcrt_inv_1_1',
        paymentLink: 'lightning:lnbcrt_inv_1_1',
        amountSats: 77_650,
        rate: '64392.23',
        expiresAt: '2026-11-23T10:00:00.000Z',
        expiresInSeconds: 3_600,
      },
      orderId: 'A-1',
      description: 'Two cups',
      network: 'regtest',
      test: true,
      createdAt: '2026-11-23T09:00:00.000Z',
      settledAt: null,
      receipt: null,
      receiptUrl: null,
    });
  });

  it('never tells e-mail, metadata, hashes or BTCPay’s ids', () => {
    const secret = aPayment({
      email: 'canary@example.com',
      metadata: { canary: 'canary-value' },
      invoices: [anInvoice({ id: 'canary_inv', bolt11: 'lnbcrt1', paymentHash: hashOf('canary') })],
    });
    const text = JSON.stringify(toWire(secret, START_MS, PUBLIC_URL, null));
    expect(text).not.toContain('canary');
    expect(text).not.toContain(hashOf('canary'));
  });

  it('shows no invoice once it cannot be paid any more', () => {
    const end = START_MS + 60 * 60_000;
    // A page that counts down from here does not end before the server.
    expect(toWire(waiting, end - 1, PUBLIC_URL, null).invoice?.expiresInSeconds).toBe(1);
    expect(toWire(waiting, end, PUBLIC_URL, null).invoice).toBeNull();
    for (const status of ['processing', 'expired', 'invalid', 'settled'] as const) {
      const over = aPayment({ status, invoices: [anInvoice({ status })] });
      expect(toWire(over, START_MS, PUBLIC_URL, null).invoice).toBeNull();
    }
  });

  it('shows what the BOLT11 asks, after a part payment the rest', () => {
    const part = aPayment({
      flags: ['underpaid'],
      paidMsat: 30_000_999n,
      invoices: [anInvoice({ paidMsat: 30_000_999n, dueMsat: 47_650_000n })],
    });
    expect(toWire(part, START_MS, PUBLIC_URL, null)).toMatchObject({
      paidSats: 30_000,
      invoice: { amountSats: 47_650 },
    });
  });

  it('is a test on every network but the main one', () => {
    const test = (network: typeof waiting.network) =>
      toWire(aPayment({ network }), START_MS, PUBLIC_URL, null).test;
    expect((['mainnet', 'testnet', 'signet', 'regtest'] as const).map(test)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it('rounds what arrived down, and tells when it settled and where the receipt is', () => {
    expect(toWire(settled, START_MS, PUBLIC_URL, 'eyJ.a.b')).toMatchObject({
      receipt: 'eyJ.a.b',
      paidSats: 77_650,
      flags: ['late'],
      settledAt: '2026-11-23T09:00:00.500Z',
      receiptUrl: `https://pay.example.com/receipt/rcp_${'a'.repeat(22)}`,
    });
  });
});

describe('toMerchant', () => {
  it('adds what only the merchant sees, every invoice included', () => {
    const [older, newer] = [
      anInvoice({ id: 'inv_1', status: 'settled' }),
      anInvoice({ id: 'inv_2', attempt: 2 }),
    ];
    const both = aPayment({ status: 'settled', settledAtMs: START_MS, invoices: [older, newer] });
    const shown = toMerchant(both, START_MS, PUBLIC_URL, null);
    expect(shown).toMatchObject({ email: 'buyer@example.com', metadata: { size: 'L' } });
    expect(shown.paymentHash).toBe(older.paymentHash);
    expect(shown.invoices.map(({ id, attempt, status }) => [id, attempt, status])).toEqual([
      ['inv_1', 1, 'settled'],
      ['inv_2', 2, 'new'],
    ]);
    expect(shown).not.toHaveProperty('clientSecret');
    expect(toMerchant(aPayment({ invoices: [] }), START_MS, PUBLIC_URL, null)).toMatchObject({
      paymentHash: null,
      invoices: [],
    });
  });
});

describe('toMerchantHistory', () => {
  it('shows each ledger row and each outgoing event', () => {
    const data = { invoiceId: 'inv_1', paidSats: '77650' };
    const history: PaymentHistory = {
      payment: settled,
      events: [{ type: 'settled', atMs: START_MS, cause: settled.id, data, version: 3 }],
      outbox: [
        {
          id: 'evt_1',
          paymentId: settled.id,
          channel: 'webhook',
          type: 'payment.settled',
          cause: settled.id,
          atMs: START_MS,
          recipient: null,
          state: 'pending',
          failures: 1,
          nextAttemptMs: START_MS + 5_000,
          attempts: [{ atMs: START_MS, durationMs: 12, status: 500, reason: 'status' }],
        },
      ],
      webhooks: [],
    };
    const at = '2026-11-23T09:00:00.000Z';
    const shown = toMerchantHistory(history, START_MS, PUBLIC_URL, null);
    expect(shown.events).toEqual([{ type: 'settled', at, version: 3, data }]);
    expect(shown.deliveries).toEqual([
      {
        id: 'evt_1',
        paymentId: settled.id,
        channel: 'webhook',
        type: 'payment.settled',
        at,
        state: 'pending',
        nextAttemptAt: '2026-11-23T09:00:05.000Z',
        attempts: [{ at, durationMs: 12, status: 500, reason: 'status' }],
      },
    ]);
  });
});
