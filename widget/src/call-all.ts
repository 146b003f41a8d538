/**
 * Calls every listener. A listener's fault is the page's own: it goes to the console, and must not look like a fault of
 * the network.
 */
export function callAll<Told extends unknown[]>(
  listeners: Iterable<(...told: Told) => void>,
  ...told: Told
): void {
  for (const listener of [...listeners]) {
    try {
      listener(...told);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
