import { expect } from 'chai';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { FakeServer } from './fake-server.ts';
import { clean, inside, mount, open, TAG, until } from './mount.ts';

/** Counts what is added to and taken from the page, timers and listeners on `window` and `document`. */
function countHolds() {
  const { setTimeout: set, clearTimeout: clear } = window;
  const timers = new Set<number>();
  const listeners = new Set<AbortSignal>();
  window.setTimeout = ((run: () => void, delay?: number) => {
    const id = set(() => {
      timers.delete(id);
      run();
    }, delay);
    timers.add(id);
    return id;
  }) as typeof window.setTimeout;
  window.clearTimeout = ((id: number) => {
    timers.delete(id);
    clear(id);
  }) as typeof window.clearTimeout;
  const targets = [window, document];
  const original = targets.map((target) => target.addEventListener);
  for (const target of targets) {
    const add = target.addEventListener.bind(target);
    target.addEventListener = ((type: string, run: EventListener, options?: AddEventListenerOptions) => {
      if (options?.signal) {
        const { signal } = options;
        listeners.add(signal);
        signal.addEventListener('abort', () => listeners.delete(signal));
      }
      add(type, run, options);
    }) as typeof target.addEventListener;
  }
  return {
    timers,
    listeners,
    restore() {
      Object.assign(window, { setTimeout: set, clearTimeout: clear });
      for (const [index, target] of targets.entries())
        Object.assign(target, { addEventListener: original[index] });
    },
  };
}

const MOUNTS = 1_000;

describe('an element that leaves the page', () => {
  it('F47 leaves no stream, timer or listener of its payment behind, nor itself, a thousand times', async () => {
    const server = new FakeServer();
    await open(await mount(TAG)); // whatever is made once for a page is made now
    await clean();
    const holds = countHolds();
    const elements: WeakRef<LightningPay>[] = [];
    while (elements.length < MOUNTS) {
      elements.push(await leaveAmidPayment(server));
      sessionStorage.clear();
      // What is under way ends within tasks; a timer that was kept would outlast the test's limit.
      await untilTask(() => server.openStreams + holds.timers.size + holds.listeners.size === 0);
    }
    holds.restore();
    server.remove();
    expect(server.created.length).to.equal(MOUNTS + 1);
    const isKept = () => elements.filter((element) => element.deref()).length;
    await until(() => {
      collectGarbage();
      return isKept() <= 1; // the last may still be in an observer's queue
    });
  }).timeout(180_000);
});

/** One element that is mounted, pressed, and taken away while its code waits and its stream is open. */
async function leaveAmidPayment(server: FakeServer): Promise<WeakRef<LightningPay>> {
  const element = await mount(TAG);
  const created = new Promise((done) => element.addEventListener('lp-created', done, { once: true }));
  inside(element, '.pay').click();
  await created;
  await untilTask(() => server.openStreams === 1);
  element.remove();
  return new WeakRef(element);
}

/** As `until`, but checks between tasks and waits for no frame: a thousand of them would be painted. */
async function untilTask(holds: () => boolean): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  while (!holds())
    await new Promise((done) => {
      port1.onmessage = done;
      port2.postMessage(null);
    });
  port1.close();
}

/** By the flag `--expose-gc`. */
const collectGarbage = () => (window as unknown as { gc(): void }).gc();
