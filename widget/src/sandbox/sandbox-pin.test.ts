import { describe, expect, it } from 'vitest';
import { flush } from '../../test/fixtures/fake-clock.ts';
import { keyOf, ORDER, playSandbox } from '../../test/fixtures/sandbox-rig.ts';
import { createSandbox } from './create-sandbox.ts';
import { parsePin, type SandboxPin } from './sandbox-pin.ts';

const PINNED = [
  ['awaiting', 'new'],
  ['processing', 'processing'],
  ['settled', 'settled'],
  ['expired', 'expired'],
  ['failed', 'invalid'],
] as const satisfies readonly (readonly [SandboxPin, string])[];

describe('parsePin', () => {
  it.each(['creating', 'awaiting', 'processing', 'settled', 'expired', 'failed'])('reads %s', (phase) => {
    expect(parsePin(phase)).toBe(phase);
    expect(parsePin(` ${phase.toUpperCase()} `)).toBe(phase);
  });

  it.each(['', 'sandbox', 'true', 'idle', 'paid'])('pins nothing by "%s"', (attribute) => {
    expect(parsePin(attribute)).toBeNull();
  });
});

describe('a pinned sandbox', () => {
  it.each(PINNED)('answers with a code first, then stays %s for a day', async (pin, status) => {
    const { clock, created, told, read } = await playSandbox({ pin });
    expect(created).toMatchObject({ status: 'new', invoice: { amountSats: 50_000 } });
    await clock.advance(0);
    expect(told).toEqual(['live', status]);
    await clock.advance(24 * 3_600_000);
    expect(new Set(told.slice(1))).toEqual(new Set([status]));
    expect((await read()).status).toBe(status);
  });

  it.each(PINNED)('is not moved from %s by the wallet', async (pin, status) => {
    const { clock, wallet, id, told, read } = await playSandbox({ pin });
    await clock.advance(0);
    for (const play of Object.values(wallet)) play(id);
    await clock.advance(10_000);
    expect([told, (await read()).status]).toEqual([['live', status], status]);
  });

  it('replaces the code of "awaiting" before its countdown ends', async () => {
    const { clock, payments } = await playSandbox({ pin: 'awaiting' });
    await clock.advance(3_600_000);
    expect(payments.map(({ version }) => version)).toEqual([1, 2]);
    expect(payments.map(({ invoice }) => invoice?.expiresInSeconds)).toEqual([3600, 3600]);
  });

  it('answers a renewal of "expired" with a code, and goes back', async () => {
    const { clock, told, renew } = await playSandbox({ pin: 'expired' });
    await clock.advance(0);
    const renewed = await renew();
    expect(renewed).toMatchObject({ status: 'new', invoice: { expiresInSeconds: 3600 } });
    expect(told).toEqual(['live', 'expired']);
    await clock.advance(0);
    expect(told).toEqual(['live', 'expired', 'expired']);
  });

  it('gives "creating" no answer until it is called off', async () => {
    const { api } = createSandbox({ pin: 'creating' });
    const stop = new AbortController();
    const ended: unknown[] = [];
    api.createPayment(ORDER, keyOf('A'), stop.signal).then(
      (payment) => ended.push(payment),
      (error) => ended.push(error),
    );
    await flush();
    expect(ended).toEqual([]);
    stop.abort(new Error('gone'));
    await flush();
    expect(ended).toEqual([new Error('gone')]);
  });
});
