import { describe, expect, it } from 'vitest';
import { fakeClock, START_MS } from '../../test/fakes/clock.ts';
import { fakeLedger } from '../../test/fakes/fake-ledger.ts';
import { recordWaiting } from '../../test/fakes/ledger-rows.ts';
import { readingOf } from '../../test/fakes/readings.ts';
import { recordingAlerts } from '../../test/fakes/recording-alerts.ts';
import { recordingCounters } from '../../test/fakes/recording-counters.ts';
import { TIMINGS } from '../timings.ts';
import type { InvoicePage } from './audit-ports.ts';
import { buildNightlyAudit } from './nightly-audit.ts';
import { auditOver } from './run-audit.ts';

const DAY_MS = 24 * 3_600_000;
const EMPTY: InvoicePage = { readings: [], unreadable: [], full: false };
const gateway = { readNode: async () => null } as never; // the audit asks nothing else of it

function over(listInvoices: (fromMs: number, toMs: number) => Promise<InvoicePage>, ledger = fakeLedger()) {
  return { ledger, gateway, clock: fakeClock(START_MS), invoices: { listInvoices } };
}

describe('auditOver', () => {
  it('is none where invoices cannot be listed', () => {
    expect(auditOver({ ...over(async () => EMPTY), invoices: null }, TIMINGS)).toBeNull();
  });

  it('looks at each second once, day by day, and halves a window that is full', async () => {
    const windows: (readonly [number, number])[] = [];
    const audit = auditOver(
      over(async (fromMs, toMs) => {
        const full = toMs - fromMs > 7 * 3_600_000;
        if (!full) windows.push([fromMs, toMs]);
        return { ...EMPTY, full };
      }),
      TIMINGS,
    );
    const fromMs = START_MS - 2.5 * DAY_MS;
    await audit?.(fromMs, START_MS, () => {});
    expect(windows[0]?.[0]).toBe(fromMs);
    expect(windows.at(-1)?.[1]).toBe(START_MS - 1_000);
    expect(windows.length).toBeGreaterThan(8);
    for (const [index, [from]] of windows.entries()) {
      if (index > 0) expect(from).toBe((windows[index - 1]?.[1] ?? 0) + 1_000);
    }
  });

  it('holds the second in which its range ends', async () => {
    const windows: number[] = [];
    const audit = auditOver(
      over(async (_, toMs) => {
        windows.push(toMs);
        return EMPTY;
      }),
      TIMINGS,
    );
    await audit?.(START_MS, START_MS + 1_500, () => {});
    await audit?.(START_MS, START_MS + 2_000, () => {});
    expect(windows).toEqual([START_MS + 1_000, START_MS + 1_000]);
  });

  it('cannot be done where one second holds more than BTCPay lists', async () => {
    const audit = auditOver(
      over(async () => ({ ...EMPTY, full: true })),
      TIMINGS,
    );
    await expect(audit?.(START_MS - 4_000, START_MS, () => {})).rejects.toThrow('gateway_bad_answer');
  });

  it('counts what was given up, and leaves alone what is just on its way', async () => {
    const ledger = fakeLedger();
    const payment = await recordWaiting(ledger);
    const stray = { ...readingOf(payment), invoiceId: 'stray', reference: 'LP-1' };
    const ports = over(async () => ({ ...EMPTY, readings: [stray] }), ledger);
    const range = [START_MS - 1_000, START_MS + 2_000] as const;
    const found: string[] = [];
    const early = await auditOver(ports, TIMINGS)?.(...range, ({ name }) => found.push(name));
    expect([early?.strays, early?.invoicesInLedger, found]).toEqual([1, 1, []]);
    ports.clock.advance(TIMINGS.auditGraceMs + 1);
    await auditOver(ports, TIMINGS)?.(...range, ({ name }) => found.push(name));
    expect(found).toEqual(['invoice_missing_at_btcpay']);
  });
});

describe('buildNightlyAudit', () => {
  async function night(listInvoices: () => Promise<InvoicePage>) {
    const ledger = fakeLedger();
    await recordWaiting(ledger);
    const ports = over(listInvoices, ledger);
    ports.clock.advance(DAY_MS);
    const [alerts, counters] = [recordingAlerts(), recordingCounters()];
    const { look, stop } = buildNightlyAudit({ ...ports, alerts, counters, timings: TIMINGS });
    return { look, stop, alerts, counters, clock: ports.clock };
  }

  it('raises one alert with the counts by name, once a day', async () => {
    const { look, alerts, counters, clock } = await night(async () => EMPTY);
    await look();
    await look();
    expect(alerts.raised).toEqual([{ name: 'audit_difference', fields: { invoice_missing_at_btcpay: 1 } }]);
    expect(counters.count('audit_differences')).toBe(1);
    clock.advance(DAY_MS - 1);
    await look();
    expect(alerts.raised).toHaveLength(1);
    clock.advance(1);
    await look();
    expect(alerts.raised).toHaveLength(2);
  });

  it('tries again at the next look where it failed', async () => {
    let fails = true;
    const { look, alerts, counters, clock } = await night(async () => {
      if (fails) throw new Error('BTCPay is gone');
      return EMPTY;
    });
    await expect(look()).rejects.toThrow('BTCPay is gone');
    fails = false;
    await look();
    expect(counters.count('audit_done')).toBe(0);
    clock.advance(TIMINGS.auditLookMs);
    await look();
    expect(counters.count('audit_done')).toBe(1);
    expect(alerts.names()).toEqual(['audit_difference']);
  });

  it('ends before its next page when the server stops, and counts as not done', async () => {
    let listed = 0;
    const mine = await night(async () => {
      listed += 1;
      mine.stop();
      return EMPTY;
    });
    await expect(mine.look()).rejects.toThrow('aborted');
    await mine.look();
    expect([listed, mine.counters.count('audit_done')]).toEqual([1, 0]);
  });

  it('does nothing where invoices cannot be listed', async () => {
    const ports = { ...over(async () => EMPTY), invoices: null };
    const alerts = recordingAlerts();
    await buildNightlyAudit({ ...ports, alerts, counters: recordingCounters(), timings: TIMINGS }).look();
    expect(await ports.ledger.claimAudit(START_MS, 1, 1)).toBe(true);
  });
});
