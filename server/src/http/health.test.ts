import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeClock } from '../../test/fakes/clock.ts';
import { createReadiness, healthRoutes } from './health.ts';

const TIMINGS = { readyLedgerMs: 2_000, readyGatewayKeptMs: 10_000 };
const good = async () => {};
const bad = async () => {
  throw new Error('down');
};
const silent = () => new Promise<void>(() => undefined);

function rig(change: { ledger?: () => Promise<void>; gateway?: () => Promise<void> } = {}) {
  const clock = fakeClock();
  const state = { ledger: good, gateway: good, stopping: false, asked: 0, ...change };
  const readiness = createReadiness({
    ledger: { check: () => state.ledger() },
    gateway: {
      check: () => {
        state.asked += 1;
        return state.gateway();
      },
    },
    clock,
    isStopping: () => state.stopping,
    timings: TIMINGS,
  });
  return { clock, state, readiness };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('createReadiness', () => {
  it('passes while both answer', async () => {
    expect(await rig().readiness.check()).toBe('pass');
  });

  it('warns, and no more, of trouble at BTCPay', async () => {
    expect(await rig({ gateway: bad }).readiness.check()).toBe('warn');
  });

  it('fails without the ledger, whatever BTCPay says', async () => {
    expect(await rig({ ledger: bad }).readiness.check()).toBe('fail');
    expect(await rig({ ledger: bad, gateway: bad }).readiness.check()).toBe('fail');
  });

  it('fails within its deadline when the ledger is silent, and leaves no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { readiness } = rig({ ledger: silent });
    const answer = readiness.check();
    await vi.advanceTimersByTimeAsync(TIMINGS.readyLedgerMs);
    expect(await answer).toBe('fail');
    expect(await rig().readiness.check()).toBe('pass');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails while the process is stopping', async () => {
    const { state, readiness } = rig();
    state.stopping = true;
    expect(await readiness.check()).toBe('fail');
    expect(state.asked).toBe(0);
  });

  it('asks BTCPay once in a while, however often it is probed, and the ledger each time', async () => {
    const { clock, state, readiness } = rig();
    await Promise.all(Array.from({ length: 20 }, () => readiness.check()));
    clock.advance(TIMINGS.readyGatewayKeptMs - 1);
    await readiness.check();
    expect(state.asked).toBe(1);
    state.gateway = bad;
    clock.advance(1);
    expect([await readiness.check(), state.asked]).toEqual(['warn', 2]);
    state.ledger = bad;
    expect(await readiness.check()).toBe('fail');
  });

  it('recovers by itself', async () => {
    const { clock, state, readiness } = rig({ ledger: bad, gateway: bad });
    expect(await readiness.check()).toBe('fail');
    Object.assign(state, { ledger: good, gateway: good });
    clock.advance(TIMINGS.readyGatewayKeptMs);
    expect(await readiness.check()).toBe('pass');
  });
});

describe('healthRoutes', () => {
  it.each([
    ['pass', 200],
    ['warn', 200],
    ['fail', 503],
  ] as const)('answers /readyz %s with %i and nothing else', async (status, code) => {
    const answer = await healthRoutes({ check: async () => status }).request('/readyz');
    expect(answer.status).toBe(code);
    expect(await answer.text()).toBe(`{"status":"${status}"}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('answers /healthz without asking anything', async () => {
    const answer = await healthRoutes({ check: () => new Promise(() => undefined) }).request('/healthz');
    expect([answer.status, await answer.text()]).toEqual([200, '{"status":"pass"}']);
  });
});
