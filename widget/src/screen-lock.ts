/**
 * Makes a switch that keeps the screen on. It is tried, never assumed: a browser may have no wake lock, refuse it (battery,
 * policy) or take it back. Asked for once each time it is switched on, not again and again.
 *
 * @param wakeLock `navigator.wakeLock`, or undefined where the browser has none (Firefox before 126, plain http).
 * @returns Switches it on or off. A lock that arrives after it was switched off is given back at once.
 * @see https://www.w3.org/TR/screen-wake-lock/
 */
export function createScreenLock(wakeLock: Pick<WakeLock, 'request'> | undefined): (isOn: boolean) => void {
  /** Null while switched off; else what comes of asking, which may be nothing. */
  let lock: Promise<WakeLockSentinel | undefined> | null = null;

  async function take(): Promise<WakeLockSentinel | undefined> {
    try {
      return await wakeLock?.request('screen');
    } catch {
      return undefined;
    }
  }

  async function giveBack(taken: Promise<WakeLockSentinel | undefined> | null): Promise<void> {
    try {
      await (await taken)?.release();
    } catch {
      // The browser has taken it back already.
    }
  }

  return (isOn) => {
    if (isOn === (lock !== null)) return;
    void giveBack(lock);
    lock = isOn ? take() : null;
  };
}
