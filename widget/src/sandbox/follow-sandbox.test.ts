import { describe, expect, it } from 'vitest';
import { playSandbox } from '../../test/fixtures/sandbox-rig.ts';

describe('createSandboxFollow', () => {
  it('tells nothing within the call, then the whole payment', async () => {
    const { clock, told, payments, read } = await playSandbox();
    expect(told).toEqual([]);
    await clock.advance(0);
    expect([told, payments]).toEqual([['live', 'new'], [await read()]]);
  });

  it('tells each change, though not within the call that made it', async () => {
    const { clock, told, wallet, id } = await playSandbox();
    await clock.advance(0);
    wallet.expire(id);
    expect(told).toEqual(['live', 'new']);
    await clock.advance(0);
    wallet.pay(id);
    await clock.advance(0);
    expect(told).toEqual(['live', 'new', 'expired', 'settled']);
  });

  it('tells a wrong secret, once, and holds nothing', async () => {
    const { clock, follow, id } = await playSandbox();
    const codes: string[] = [];
    const unexpected = () => codes.push('told');
    follow(id, 'wrong', {
      onPayment: unexpected,
      onLink: unexpected,
      onError: ({ code }) => codes.push(code),
    });
    await clock.advance(60_000);
    expect(codes).toEqual(['payment_not_found']);
  });

  it('ends by itself once it is settled', async () => {
    const { clock, wallet, id } = await playSandbox();
    wallet.pay(id);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('reads again when it is nudged, with the seconds as they are now', async () => {
    const { clock, stream, payments } = await playSandbox();
    await clock.advance(30_000);
    stream.nudge();
    await clock.advance(0);
    expect(payments.map(({ invoice }) => invoice?.expiresInSeconds)).toEqual([3600, 3570]);
  });

  it('reads again when the page comes back, and goes on while it is hidden', async () => {
    const { clock, stream, told, wallet, id } = await playSandbox();
    await clock.advance(0);
    stream.setHidden(true);
    await clock.advance(60_000);
    expect(told).toEqual(['live', 'new']);
    stream.setHidden(false);
    await clock.advance(0);
    stream.setHidden(true);
    wallet.expire(id);
    await clock.advance(0);
    expect(told).toEqual(['live', 'new', 'new', 'expired']);
  });

  it.each([
    ['before the first word', 0],
    ['while it waits', 1_000],
  ])('leaves nothing behind when it is stopped %s', async (_, afterMs) => {
    const { clock, stream, told, wallet, id } = await playSandbox();
    if (afterMs > 0) await clock.advance(afterMs);
    const before = [...told];
    stream.stop();
    stream.nudge();
    stream.setHidden(false);
    wallet.pay(id);
    expect(clock.pending).toBe(0);
    await clock.advance(7_200_000);
    expect(told).toEqual(before);
  });

  it('tells nothing more to who stops it at the first word', async () => {
    const { clock, follow, id, clientSecret } = await playSandbox();
    const told: string[] = [];
    const stream = follow(id, clientSecret, {
      onPayment: ({ status }) => told.push(status),
      onLink: (link) => {
        told.push(link);
        stream.stop();
      },
      onError: ({ code }) => told.push(code),
    });
    await clock.advance(1_000);
    expect(told).toEqual(['live']);
  });

  it('tells of its own payment alone', async () => {
    const { clock, told, api, wallet } = await playSandbox();
    await clock.advance(0);
    const { signal } = new AbortController();
    const other = await api.createPayment({ amount: '7' }, 'B'.repeat(22), signal);
    wallet.pay(other.id);
    await clock.advance(0);
    expect(told).toEqual(['live', 'new']);
  });
});
