import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordingAlerts } from '../../test/fakes/recording-alerts.ts';
import type { LedgerFunction } from './ledger.ts';
import { watchWrites } from './watch-writes.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const sqlError = (code: string) => Object.assign(new Error('refused'), { code });

/** A connection that refuses some functions. */
function setUp() {
  const refuses = new Map<LedgerFunction, Error>();
  const called: LedgerFunction[] = [];
  const alerts = recordingAlerts();
  const connection = watchWrites(
    {
      async call(name) {
        called.push(name);
        const error = refuses.get(name);
        if (error !== undefined) throw error;
        return 'answer';
      },
      async close() {},
    },
    { alerts, timings: { ledgerProbeMs: 100 } },
  );
  const call = (name: LedgerFunction) => connection.call(name, {}).catch((error: Error) => error.message);
  return { refuses, called, alerts, call, connection };
}

describe('watchWrites', () => {
  it('fails the check after a refused write until a page of data is taken again', async () => {
    const { refuses, call } = setUp();
    refuses.set('lp_save_change', sqlError('53100')).set('lp_probe_write', sqlError('53100'));
    expect(await call('lp_check')).toBe('answer');
    expect(await call('lp_save_change')).toBe('refused');
    expect(await call('lp_check')).toBe('the database refuses writes');
    await vi.advanceTimersByTimeAsync(350);
    expect(await call('lp_check')).toBe('the database refuses writes');
    refuses.clear();
    await vi.advanceTimersByTimeAsync(100);
    expect(await call('lp_check')).toBe('answer');
  });

  it('raises one alert an outage, and goes on answering reads', async () => {
    const { refuses, call, alerts } = setUp();
    refuses.set('lp_store_delivery', sqlError('53100'));
    for (const _ of [1, 2, 3]) await call('lp_store_delivery');
    expect(await call('lp_get_payment')).toBe('answer');
    expect(alerts.raised).toEqual([
      { name: 'ledger_unavailable', fields: { function: 'lp_store_delivery', code: '53100' } },
    ]);
    await vi.advanceTimersByTimeAsync(100);
    await call('lp_store_delivery');
    expect(alerts.raised).toHaveLength(2);
  });

  it.each<[string, LedgerFunction, Error]>([
    ['a read that failed', 'lp_get_payment', sqlError('53100')],
    ['a value that is out of range', 'lp_save_change', sqlError('22003')],
    ['a constraint that holds', 'lp_save_change', sqlError('23505')],
  ])('takes %s for no refusal', async (_, name, error) => {
    const { refuses, call, alerts } = setUp();
    refuses.set(name, error);
    expect(await call(name)).toBe('refused');
    expect([await call('lp_check'), alerts.raised]).toEqual(['answer', []]);
  });

  it('stops trying when it is closed', async () => {
    const { refuses, call, called, connection } = setUp();
    refuses.set('lp_save_change', new Error('no answer'));
    await call('lp_save_change');
    await connection.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(called).toEqual(['lp_save_change']);
  });
});
