import { describe, expect, it } from 'vitest';
import { flush } from '../test/fixtures/fake-clock.ts';
import { FakeWakeLock } from '../test/fixtures/fake-wake-lock.ts';
import { createScreenLock } from './screen-lock.ts';

describe('createScreenLock', () => {
  it('asks once, and gives back what it has', async () => {
    const wakeLock = new FakeWakeLock();
    const keepScreenOn = createScreenLock(wakeLock);
    keepScreenOn(true);
    keepScreenOn(true);
    await flush();
    expect(wakeLock).toMatchObject({ asked: 1, held: 1 });
    keepScreenOn(false);
    keepScreenOn(false);
    await flush();
    expect(wakeLock).toMatchObject({ asked: 1, held: 0 });
  });

  it('asks for nothing as long as it is off', () => {
    const wakeLock = new FakeWakeLock();
    createScreenLock(wakeLock)(false);
    expect(wakeLock.asked).toBe(0);
  });

  it('gives back at once what arrives too late', async () => {
    const wakeLock = new FakeWakeLock();
    const keepScreenOn = createScreenLock(wakeLock);
    wakeLock.isSlow = true;
    keepScreenOn(true);
    keepScreenOn(false);
    await flush();
    expect(wakeLock.held).toBe(0);
    wakeLock.grant();
    expect(wakeLock.held).toBe(1);
    await flush();
    expect(wakeLock.held).toBe(0);
  });

  it('holds one lock where it was switched off and on while the first was on its way', async () => {
    const wakeLock = new FakeWakeLock();
    const keepScreenOn = createScreenLock(wakeLock);
    wakeLock.isSlow = true;
    for (const isOn of [true, false, true]) keepScreenOn(isOn);
    wakeLock.grant();
    await flush();
    expect(wakeLock).toMatchObject({ asked: 2, held: 1 });
  });

  it.each([
    ['rejects', () => Promise.reject(new DOMException('no', 'NotAllowedError'))],
    [
      'throws',
      () => {
        throw new DOMException('policy', 'NotAllowedError');
      },
    ],
  ])('asks a browser that %s again only when it is switched on again', async (_, request) => {
    let asked = 0;
    const keepScreenOn = createScreenLock({
      request() {
        asked++;
        return request();
      },
    });
    keepScreenOn(true);
    await flush();
    keepScreenOn(true);
    expect(asked).toBe(1);
    keepScreenOn(false);
    keepScreenOn(true);
    await flush();
    expect(asked).toBe(2);
  });

  it('survives a lock that the browser has broken', async () => {
    const wakeLock = new FakeWakeLock();
    const keepScreenOn = createScreenLock(wakeLock);
    wakeLock.isBroken = true;
    keepScreenOn(true);
    keepScreenOn(false);
    await flush(); // an unhandled rejection would fail the run
    expect(wakeLock.asked).toBe(1);
  });

  it('does without in a browser that has none', async () => {
    const keepScreenOn = createScreenLock(undefined);
    keepScreenOn(true);
    await flush();
    expect(() => keepScreenOn(false)).not.toThrow();
  });
});
