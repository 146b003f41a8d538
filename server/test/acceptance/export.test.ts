import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PaymentError } from '../../src/payments/errors.ts';
import { aNewPayment, aPayment, freshId } from '../fakes/payments.ts';
import { merchant, outcome } from './pricing.ts';
import { MERCHANT_KEY, NO_SWEEP, READ_KEY, type Rig, startRig } from './rig.ts';

/** A page of the export. */
const PAGE = 200;
const PATH = 'payments.csv';

describe('GET /v1/merchant/payments.csv', { timeout: 60_000 }, () => {
  let rig: Rig;
  /** Pages that the ledger was asked for, and how many there are; null: as the ledger says. */
  let pages = 0;
  let most: number | null = null;
  let failsAt = 0;
  beforeAll(async () => {
    rig = await startRig({
      settings: { merchantApiKeys: [MERCHANT_KEY] },
      timings: NO_SWEEP,
      wrap: (ports) => ({
        ...ports,
        ledger: {
          ...ports.ledger,
          async listPayments(query) {
            pages += 1;
            if (pages === failsAt) throw new PaymentError('ledger_unavailable');
            if (most === null) return ports.ledger.listPayments(query);
            return pages > most
              ? []
              : Array.from({ length: query.limit }, () => aPayment({ description: 'x'.repeat(200) }));
          },
        },
      }),
    });
  }, 120_000);
  afterAll(() => rig.stop());

  function madeUp(count: number | null, failing = 0): void {
    pages = 0;
    most = count;
    failsAt = failing;
  }

  async function record(change: Parameters<typeof aPayment>[0]): Promise<void> {
    const entry = aNewPayment();
    await rig.ledger.recordPayment({ ...entry, payment: { ...entry.payment, ...change } });
  }

  it('is a file of its own name, whole, strict about its filters, for both keys', async () => {
    madeUp(null);
    const orderId = freshId('order');
    await record({ orderId, description: 'Two "cups", please' });
    for (const key of [MERCHANT_KEY, READ_KEY]) {
      const answer = await merchant(rig, 'GET', `${PATH}?orderId=${orderId}`, undefined, key);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="payments-20\d\d-\d\d-\d\d\.csv"$/,
      );
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const text = await answer.text();
      expect(text.split('\r\n')).toEqual([
        expect.stringMatching(/^reference,paymentId,/),
        expect.stringContaining(`,${orderId},new,,open,50.00,USD,0,,`),
        '',
      ]);
      expect(text).toContain('"Two ""cups"", please"');
    }
    for (const query of ['limit=10', 'cursor=pay_1', 'status=odd', 'from=today', 'status=new&status=new']) {
      expect(await outcome(await merchant(rig, 'GET', `${PATH}?${query}`)), query).toBe(
        '422 invalid_request',
      );
    }
    const none = await merchant(rig, 'GET', `${PATH}?orderId=${freshId('none')}`);
    expect((await none.text()).split('\r\n'), 'the header alone').toHaveLength(2);
  });

  it("A52 writes an order id or a description that a spreadsheet would run with a leading '", async () => {
    madeUp(null);
    for (const first of ['=', '+', '-', '@', '\t', '\r']) {
      const orderId = `${first}${freshId('formula')}`;
      await record({ orderId, description: `${first}HYPERLINK("https://evil.example")` });
      const query = new URLSearchParams({ status: 'new', from: '2026-01-01T00:00:00Z' });
      const text = await (await merchant(rig, 'GET', `${PATH}?${query.toString()}`)).text();
      const row = text.split('\r\n').find((line) => line.includes(orderId)) ?? '';
      expect(row, JSON.stringify(first)).toContain(`'${orderId}`);
      expect(row, JSON.stringify(first)).toContain(`'${first}HYPERLINK`);
    }
  });

  it('reads on as the client reads: of 100,000 payments a client that stops has cost a few pages', async () => {
    madeUp(500);
    const head = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      const headers = { Authorization: `Bearer ${READ_KEY}` };
      request(`${rig.url}/v1/merchant/${PATH}`, { headers }, resolve).on('error', reject).end();
    });
    head.pause();
    let before = -1;
    // Buffers of both sockets fill, then nothing moves any more.
    await vi.waitFor(
      () => {
        const moved = pages !== before;
        before = pages;
        if (moved) throw new Error('pages are still read');
      },
      { timeout: 20_000, interval: 500 },
    );
    expect(pages).toBeLessThan(150);
    let lines = 0;
    for await (const chunk of head) lines += String(chunk).split('\n').length - 1;
    expect(pages, 'the rest, as it is read').toBe(501);
    expect(lines).toBe(1 + 500 * PAGE);
  }, 60_000);

  it('stops reading when the client goes away', async () => {
    madeUp(100_000);
    const abort = new AbortController();
    const answer = await fetch(`${rig.url}/v1/merchant/${PATH}`, {
      headers: { Authorization: `Bearer ${READ_KEY}` },
      signal: abort.signal,
    });
    const reader = answer.body?.getReader();
    await reader?.read();
    abort.abort();
    let before = -1;
    await vi.waitFor(
      () => {
        const moved = pages !== before;
        before = pages;
        if (moved) throw new Error('pages are still read');
      },
      { timeout: 20_000, interval: 300 },
    );
    expect(pages).toBeLessThan(1_000);
  });

  it('breaks the connection off when the ledger fails on the way; at the first page it is a problem', async () => {
    for (const failing of [2, 3, 5]) {
      madeUp(10, failing);
      const answer = await merchant(rig, 'GET', PATH);
      expect(answer.status).toBe(200);
      await expect(answer.text(), `at page ${failing}`).rejects.toThrow();
    }
    expect(rig.seen.counts.get('export_failed')).toBe(3);
    madeUp(10, 1);
    expect(await outcome(await merchant(rig, 'GET', PATH))).toBe('503 ledger_unavailable');
    madeUp(null);
  });
});
