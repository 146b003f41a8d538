import { describe, expect, it } from 'vitest';
import type { Audit, AuditReport } from '../compose.ts';
import { auditCommand } from './audit.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const DAY_MS = 24 * 3_600_000;
const REPORT: AuditReport = {
  payments: 12,
  settled: 10,
  invoicesInLedger: 14,
  invoicesAtBtcpay: 13,
  strays: 1,
  satsInLedger: 776_500n,
  satsAtBtcpay: 776_400n,
  messages: { delivered: 9, pending: 1, dead: 0 },
  refunds: 2,
  differences: 0,
};

async function run(args: readonly string[], audit: Audit = async () => REPORT) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const ranges: (readonly [number, number])[] = [];
  let closed = 0;
  const code = await auditCommand({
    args,
    open: async () => ({
      audit: (fromMs, toMs, onDifference) => {
        ranges.push([fromMs, toMs]);
        return audit(fromMs, toMs, onDifference);
      },
      close: async () => {
        closed += 1;
      },
    }),
    nowMs: NOW_MS,
    print: (line) => printed.push(line),
    complain: (line) => complaints.push(line),
  });
  return { code, printed, complaints, ranges, closed };
}

describe('auditCommand', () => {
  it('prints what was compared, and ends with 0 without a difference', async () => {
    const { code, printed, complaints, closed } = await run([]);
    expect([code, complaints, closed]).toEqual([0, [], 1]);
    expect(printed.at(0)).toBe('From 2026-10-20T12:00:00.000Z to 2026-11-24T12:00:00.000Z');
    expect(printed.at(-1)).toBe('0 differences');
    const text = printed.join('\n');
    expect(text).toMatch(/^invoices +14 +13$/m);
    expect(text).toMatch(/^sats +776500 +776400$/m);
    expect(text).toMatch(/^messages pending +1$/m);
  });

  it('prints each difference with both values, and ends with 1', async () => {
    const { code, printed } = await run([], async (_, __, onDifference) => {
      onDifference({
        ...{ name: 'status_differs', reference: 'LP-7F3K-9Q2M', about: 'inv1' },
        ...{ ledger: 'new', other: 'settled' },
      });
      return { ...REPORT, differences: 1 };
    });
    expect(code).toBe(1);
    expect(printed[0]).toBe('status_differs  LP-7F3K-9Q2M  inv1  ledger: new  other: settled');
    expect(printed.at(-1)).toBe('1 differences');
  });

  it.each<[string[], number, number]>([
    [[], NOW_MS - 35 * DAY_MS, NOW_MS],
    [['--days', '2'], NOW_MS - 2 * DAY_MS, NOW_MS],
    [['--from', '2026-11-01'], Date.UTC(2026, 10, 1), NOW_MS],
    [
      ['--from', '2026-11-01T10:00+02:00', '--to=2026-11-02'],
      Date.UTC(2026, 10, 1, 8),
      Date.UTC(2026, 10, 2),
    ],
    [['--to', '2026-11-02', '--days', '1'], Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 2)],
  ])('reads the range %o', async (args, fromMs, toMs) => {
    expect((await run(args)).ranges).toEqual([[fromMs, toMs]]);
  });

  it.each([
    [['--days', '0']],
    [['--days', 'ten']],
    [['--from', 'yesterday']],
    [['--to', '2026-13-01']],
    [['--from', '2026-11-25']],
    [['--from', '2026-11-01', '--days', '2']],
    [['--since', '2026-11-01']],
    [['more']],
  ])('could not be done with %o', async (args) => {
    const { code, ranges, complaints } = await run(args);
    expect([code, ranges, complaints.length]).toEqual([2, [], 1]);
  });

  it('ends with 2 when it failed on the way, says why, and closes what it opened', async () => {
    const { code, printed, complaints, closed } = await run([], async () => {
      throw new Error('gateway_unavailable', { cause: new Error('connect ECONNREFUSED') });
    });
    expect([code, closed, printed]).toEqual([2, 1, []]);
    expect(complaints).toEqual(['the audit could not be done: gateway_unavailable: connect ECONNREFUSED']);
  });
});
