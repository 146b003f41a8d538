import { beforeEach, expect, it } from 'vitest';
import { checkInvoice } from '../../src/bolt11.ts';
import type { FollowPayment } from '../../src/follow-payment.ts';
import type { Payment } from '../../src/payment.ts';
import type { PaymentApi } from '../../src/payment-api.ts';
import { failure, INPUT, LIMIT, newKey } from './clients.ts';

/** A server with its client, or what plays both, and what may happen to a payment from outside. */
export interface PaymentSubject {
  readonly api: PaymentApi;
  readonly follow: FollowPayment;
  /** The newest invoice is paid; in full, where no `sats` are given. */
  pay(paymentId: string, sats?: number): Promise<void>;
  /** The time to pay is over. */
  expire(paymentId: string): Promise<void>;
}

const { signal } = new AbortController();

/** Follows a payment, and waits for what is told of it. */
function listen({ follow }: PaymentSubject, id: string, clientSecret: string) {
  const told: string[] = [];
  const payments: Payment[] = [];
  const waiting = new Set<() => void>();
  const tell = (word: string) => {
    told.push(word);
    for (const check of waiting) check();
  };
  const stream = follow(id, clientSecret, {
    onPayment: (payment) => {
      payments.push(payment);
      tell(payment.status);
    },
    onLink: tell,
    onError: ({ code }) => tell(code),
  });
  const heard = (word: string) =>
    new Promise<void>((resolve) => {
      const check = () => told.includes(word) && resolve();
      waiting.add(check);
      check();
    });
  return { told, payments, stream, heard };
}

/** Facts that hold for the real client with its server and for the sandbox alike. */
export function paymentFacts(open: () => PaymentSubject): void {
  let subject: PaymentSubject;
  let api: PaymentApi;

  beforeEach(() => {
    subject = open();
    ({ api } = subject);
  });

  async function created(): Promise<Payment & { clientSecret: string }> {
    const { clientSecret = '', ...payment } = await api.createPayment(INPUT, newKey(), signal);
    return { ...payment, clientSecret };
  }

  it('answers a creation with a payment that waits, and an invoice that passes the check of the page', async () => {
    const payment = await created();
    expect(payment).toEqual({
      id: expect.stringMatching(/^pay_[\w-]{22}$/),
      reference: expect.stringMatching(/^LP-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
      clientSecret: expect.stringMatching(new RegExp(`^${payment.id}_secret_[\\w-]{43}$`)),
      status: 'new',
      flags: [],
      version: expect.any(Number),
      pricedBy: 'open',
      amount: '50.00',
      currency: 'USD',
      paidSats: 0,
      invoice: {
        bolt11: expect.stringMatching(/^lnbcrt\d+[munp]?1[a-z0-9]+$/),
        paymentLink: `lightning:${payment.invoice?.bolt11}`,
        amountSats: expect.any(Number),
        rate: expect.stringMatching(/^\d+(\.\d+)?$/),
        expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
        expiresInSeconds: expect.any(Number),
      },
      orderId: 'A-1',
      description: 'Two planters',
      network: 'regtest',
      test: true,
      createdAt: expect.any(String),
      settledAt: null,
      receipt: null,
      receiptUrl: null,
    });
    if (payment.invoice) checkInvoice(payment.invoice, 'regtest');
    expect(payment.invoice?.expiresInSeconds).toBeGreaterThan(3590);
    expect(payment.invoice?.expiresInSeconds).toBeLessThanOrEqual(3600);
  });

  it('gives the same payment by the same key, and reads it by its secret', async () => {
    const key = newKey();
    const first = await api.createPayment(INPUT, key, signal);
    const again = await api.createPayment(INPUT, key, signal);
    const { clientSecret = '', ...read } = first;
    const invoice = { ...read.invoice, expiresInSeconds: expect.any(Number) };
    expect(again).toEqual({ ...first, invoice });
    expect(await api.getPayment(first.id, clientSecret, signal)).toEqual({ ...read, invoice });
  });

  it('gives another payment by another key', async () => {
    const [one, other] = [await created(), await created()];
    expect(one.id).not.toBe(other.id);
    expect(one.invoice?.bolt11).not.toBe(other.invoice?.bolt11);
  });

  it('refuses a key used for another body', async () => {
    const key = newKey();
    await api.createPayment(INPUT, key, signal);
    const error = await failure(api.createPayment({ ...INPUT, amount: '51' }, key, signal));
    expect(error).toMatchObject({ code: 'idempotency_mismatch', retryable: false });
  });

  it.each([
    ['no price', {}],
    ['an amount that is none', { amount: '50,00', currency: 'USD' }],
  ])('refuses %s by code', async (_, input) => {
    const error = await failure(api.createPayment(input, newKey(), signal));
    expect(error).toMatchObject({ code: 'invalid_request', retryable: false });
  });

  it('does not know a payment by a wrong secret, nor an unknown one', async () => {
    const { id } = await created();
    for (const known of [id, 'pay_AAAAAAAAAAAAAAAAAAAAAA']) {
      const wrong = `${known}_secret_${'A'.repeat(43)}`;
      const notFound = { code: 'payment_not_found', retryable: false };
      expect(await failure(api.getPayment(known, wrong, signal))).toMatchObject(notFound);
      expect(await failure(api.renewPayment(known, wrong, signal))).toMatchObject(notFound);
    }
  });

  it('tells a follower the whole payment first, then that it is settled, and ends', LIMIT, async () => {
    const { id, clientSecret, ...payment } = await created();
    const { told, payments, heard } = listen(subject, id, clientSecret);
    await heard('new');
    expect(payments[0]).toEqual({
      id,
      ...payment,
      invoice: { ...payment.invoice, expiresInSeconds: expect.any(Number) },
    });
    await subject.pay(id);
    await heard('settled');
    expect([told.slice(0, 2), told.at(-1)]).toEqual([['live', 'new'], 'settled']);
    expect(payments.at(-1)).toMatchObject({
      invoice: null,
      flags: [],
      paidSats: payment.invoice?.amountSats,
      settledAt: expect.any(String),
    });
  });

  it('counts the version up with every change', LIMIT, async () => {
    const { id, clientSecret } = await created();
    const { payments, heard } = listen(subject, id, clientSecret);
    await heard('new');
    await subject.expire(id);
    await heard('expired');
    await subject.pay(id);
    await heard('settled');
    const byStatus = new Map(payments.map(({ status, version }) => [status, version]));
    const [waits = 0, expired = 0, settled = 0] = ['new', 'expired', 'settled'].map((s) => byStatus.get(s));
    expect(waits < expired && expired < settled).toBe(true);
  });

  it('tells a follower once of a wrong secret, and ends', LIMIT, async () => {
    const { id } = await created();
    const { told, heard } = listen(subject, id, `${id}_secret_${'A'.repeat(43)}`);
    await heard('payment_not_found');
    expect(told).toEqual(['payment_not_found']);
  });

  it('renews an expired payment by a fresh invoice, which can be paid', LIMIT, async () => {
    const { id, clientSecret, invoice } = await created();
    const { heard } = listen(subject, id, clientSecret);
    await subject.expire(id);
    await heard('expired');
    const renewed = await api.renewPayment(id, clientSecret, signal);
    expect(renewed).toMatchObject({ id, status: 'new', amount: '50.00' });
    expect(renewed.invoice?.bolt11).not.toBe(invoice?.bolt11);
    if (renewed.invoice) checkInvoice(renewed.invoice, 'regtest');
    await subject.pay(id);
    await heard('settled');
  });

  it('changes nothing by a renewal before the end', async () => {
    const { id, clientSecret, invoice, version } = await created();
    const same = await api.renewPayment(id, clientSecret, signal);
    expect([same.invoice?.bolt11, same.version]).toEqual([invoice?.bolt11, version]);
  });

  it.each([
    ['settled', undefined, 'already_settled'],
    ['paid in part', 20_000, 'partially_paid'],
  ])('renews no payment that is %s', LIMIT, async (_, sats, code) => {
    const { id, clientSecret } = await created();
    await subject.pay(id, sats);
    const renew = () => failure(api.renewPayment(id, clientSecret, signal));
    await expect.poll(renew, LIMIT).toMatchObject({ code, retryable: false });
  });
}
