import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until a server answers 2xx.
 *
 * @param url What to ask.
 * @param signal Ends the waiting.
 * @param everyMs Milliseconds between two questions. Default 50.
 * @throws The signal's reason, once it is aborted.
 */
export async function untilReady(url: string, signal: AbortSignal, everyMs = 50): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]) }).catch(
      () => null, // not listening yet, or too slow: asked again
    );
    signal.throwIfAborted();
    if (answer?.ok) return;
    await pause(everyMs, undefined, { signal });
  }
}
