import { describe, expect, it, vi } from 'vitest';
import { PaymentError } from '../payments/errors.ts';
import type { Gateway, InvoiceOrder } from '../payments/ports.ts';
import { guardGateway } from './guard.ts';

const order = {} as InvoiceOrder; // the guard passes it on unread
const down = () => Promise.reject(new PaymentError('gateway_unavailable'));

function setUp(changes: Partial<Gateway>) {
  const counts: string[] = [];
  const gateway: Gateway = {
    createInvoice: vi.fn(async () => 'unknown' as const),
    readInvoice: vi.fn(down),
    findInvoices: vi.fn(async () => []),
    listUnpaid: vi.fn(async () => ({ readings: [], full: false })),
    readNode: vi.fn(async () => null),
    check: vi.fn(async () => {}),
    ...changes,
  };
  const guarded = guardGateway(gateway, {
    alerts: { raise: (name) => counts.push(name) },
    counters: { add: (name) => counts.push(name) },
    timings: { circuitOpenMs: 20 },
  });
  return { gateway, guarded, counts };
}

async function times(count: number, call: () => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 1) await call().catch(() => undefined);
}

describe('guardGateway', () => {
  it('opens after five failures in a row, answers at once, lets one through, closes by itself', async () => {
    const { gateway, guarded, counts } = setUp({});
    await times(5, () => guarded.readInvoice('a'));
    await expect(guarded.readInvoice('a')).rejects.toMatchObject({
      code: 'gateway_unavailable',
      retryAfterSeconds: 1,
    });
    expect(gateway.readInvoice).toHaveBeenCalledTimes(5);
    vi.mocked(gateway.readInvoice).mockResolvedValue({ invoiceId: 'a' } as never);
    await vi.waitFor(async () => expect(await guarded.readInvoice('a')).toEqual({ invoiceId: 'a' }), {
      timeout: 10_000,
    });
    expect(gateway.readInvoice).toHaveBeenCalledTimes(6);
    expect(counts).toEqual(['btcpay_read_circuit_opened', 'btcpay_read_circuit_closed']);
  });

  it('counts a creation without an answer as a failure, and leaves reads alone', async () => {
    const { gateway, guarded } = setUp({ readInvoice: vi.fn(async () => ({ invoiceId: 'a' }) as never) });
    await times(5, () => guarded.createInvoice(order));
    await expect(guarded.createInvoice(order)).rejects.toMatchObject({ code: 'gateway_unavailable' });
    expect(gateway.createInvoice).toHaveBeenCalledTimes(5);
    await expect(guarded.readInvoice('a')).resolves.toEqual({ invoiceId: 'a' });
  });

  it('raises one alert while BTCPay does not take the key, and is ready for the next once it did', async () => {
    const forbidden = () => Promise.reject(new PaymentError('gateway_forbidden'));
    const read = vi.fn(forbidden as () => Promise<never>);
    const { guarded, counts } = setUp({ readInvoice: read });
    await times(3, () => guarded.readInvoice('a'));
    expect(counts).toEqual(['btcpay_credentials']);
    read.mockResolvedValueOnce({ invoiceId: 'a' } as never);
    await times(2, () => guarded.readInvoice('a'));
    expect(counts).toEqual(['btcpay_credentials', 'btcpay_credentials']);
  });

  it('does not open for answers that are about one invoice', async () => {
    const unknown = vi.fn(() => Promise.reject(new PaymentError('invoice_unknown')));
    const { guarded } = setUp({ readInvoice: unknown });
    await times(20, () => guarded.readInvoice('a'));
    await expect(guarded.readInvoice('a')).rejects.toMatchObject({ code: 'invoice_unknown' });
    expect(unknown).toHaveBeenCalledTimes(21);
  });

  it('keeps creations in flight under the cap, and refuses what cannot even wait', async () => {
    let inFlight = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    const slow = () =>
      new Promise<'unknown'>((resolve) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        releases.push(() => {
          inFlight -= 1;
          resolve('unknown');
        });
      });
    const { guarded } = setUp({ createInvoice: slow });
    const results = Array.from({ length: 100 }, () =>
      guarded.createInvoice(order).then(
        () => 'done',
        (error: PaymentError) => error.code,
      ),
    );
    let finished = false;
    void Promise.all(results).then(() => {
      finished = true;
    });
    await vi.waitFor(
      () => {
        for (const release of releases.splice(0)) release();
        expect(finished).toBe(true);
      },
      { timeout: 10_000 },
    );
    expect(most).toBe(32);
    expect(
      (await Promise.all(results)).filter((result) => result === 'gateway_unavailable').length,
    ).toBeGreaterThanOrEqual(4);
  });
});
