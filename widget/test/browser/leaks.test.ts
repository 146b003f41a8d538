import { expect } from 'chai';
import { FakeServer } from './fake-server.ts';
import { announced, clean, inside, mount, until } from './mount.ts';

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

describe('fifty mounts', () => {
  it('leave no timer, no listener and no stream', async () => {
    const server = new FakeServer();
    const holds = countHolds();
    for (let index = 0; index < 50; index++) {
      const element = await mount(
        `<lightning-pay amount="50" id="n${index}" server="${location.origin}"></lightning-pay>`,
      );
      inside(element, '.pay').click();
      await announced(element, 'Waiting for payment');
      await until(() => server.openStreams === 1);
      expect(holds.listeners.size).to.be.greaterThan(0);
      element.remove();
      await until(() => server.openStreams === 0);
    }
    await clean();
    expect([holds.timers.size, holds.listeners.size]).to.deep.equal([0, 0]);
    holds.restore();
    server.remove();
  }).timeout(30_000);
});
