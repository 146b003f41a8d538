import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { ASKED_MSAT } from '../../test/fakes/payments.ts';
import { aReading, received } from '../../test/fakes/readings.ts';
import { advanceStatus, type InvoiceReading, type InvoiceStatus, judge, RANK } from './invoice.ts';

const STATUSES = ['new', 'processing', 'expired', 'invalid', 'settled'] as const;

describe('advanceStatus', () => {
  // Columns: what is read. Cells: what stands.
  const table: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
    new: ['new', 'processing', 'expired', 'invalid', 'settled'],
    processing: ['processing', 'processing', 'expired', 'invalid', 'settled'],
    expired: ['expired', 'expired', 'expired', 'invalid', 'settled'],
    invalid: ['invalid', 'invalid', 'expired', 'invalid', 'settled'],
    settled: ['settled', 'settled', 'settled', 'settled', 'settled'],
  };
  const cases = STATUSES.flatMap((current) =>
    STATUSES.map((read, column) => [current, read, table[current][column]] as const),
  );

  it.each(cases)('%s, read %s, is %s', (current, read, stands) => {
    expect(advanceStatus(current, read)).toBe(stands);
    expect(RANK[advanceStatus(current, read)]).toBeGreaterThanOrEqual(RANK[current]);
  });
});

describe('judge', () => {
  const expirationMs = START_MS + 61 * 60_000;
  const providers = {
    New: 'new',
    Processing: 'processing',
    Expired: 'expired',
    Invalid: 'invalid',
    Settled: 'settled',
  } as const;
  const additional = ['None', 'PaidPartial', 'PaidOver', 'PaidLate', 'Marked', 'Unheard'];
  // [name, millisatoshis, covers the invoice, is a surplus]
  const money = [
    ['none', 0n, false],
    ['part', 30_000_000n, false],
    ['1 msat short', ASKED_MSAT - 1n, false],
    ['exact', ASKED_MSAT, true],
    ['1 msat over', ASKED_MSAT + 1n, true],
    ['999 msat over', ASKED_MSAT + 999n, true],
    ['1 sat over', ASKED_MSAT + 1_000n, true],
    ['double', ASKED_MSAT * 2n, true],
  ] as const;
  const times = [
    ['a second before the expiration', expirationMs - 1_000, false],
    ['at the expiration', expirationMs, false],
    ['a second after it', expirationMs + 1_000, true],
  ] as const;
  const cases = money.flatMap((amount) => times.map((time) => ({ amount, time })));

  it.each(cases)('$amount.0, $time.0, in every status', ({ amount, time }) => {
    const [, msat, covers] = amount;
    const [, atMs, isAfter] = time;
    for (const [provider, status] of Object.entries(providers)) {
      for (const word of additional) {
        const reading = aReading({
          // Safe: the keys of `providers` are BTCPay's words.
          providerStatus: provider as InvoiceReading['providerStatus'],
          additionalStatus: word,
          expirationMs,
          received: msat === 0n ? [] : [received('p', msat, atMs)],
        });
        expect(judge(reading, ASKED_MSAT), `${provider} + ${word}`).toEqual({
          status: covers ? 'settled' : status,
          paidMsat: msat,
          late: covers && isAfter,
          manual: `${provider} + ${word}` === 'Settled + Marked' && !covers,
          reversed: `${provider} + ${word}` === 'Invalid + Marked',
        });
      }
    }
  });

  it('takes the moment at which the sum covers the invoice', () => {
    const half = ASKED_MSAT / 2n;
    const early = received('a', half, expirationMs - 60_000);
    const after = (name: string) => received(name, half, expirationMs + 60_000);
    const verdict = (...list: InvoiceReading['received']) => judge(aReading({ received: list }), ASKED_MSAT);
    expect(verdict(early, after('b'))).toMatchObject({ status: 'settled', late: true });
    expect(verdict(early, { ...early, id: 'c' })).toMatchObject({ status: 'settled', late: false });
    expect(verdict(early, { ...early, id: 'c' }, after('b'))).toMatchObject({ late: false });
    expect(verdict(after('b'))).toMatchObject({ status: 'new', late: false, paidMsat: half });
  });
});
