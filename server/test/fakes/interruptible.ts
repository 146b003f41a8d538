/** A port whose methods all answer with a promise, as far as this file knows it. */
type Methods<P> = {
  [K in keyof P]: P[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof P];
type Answer<P, K extends keyof P> = P[K] extends (...args: never[]) => infer R ? R : never;

/** What happens instead of one call: `run` carries it out, before, after or never. */
export type Interruption<P, K extends keyof P> = (run: () => Answer<P, K>) => Answer<P, K>;

/** A port, and the means to disturb its next calls. */
export interface Interruptible<P> {
  readonly port: P;
  /** Queues an interruption: the next call that has none gets it. */
  next<K extends Methods<P>>(method: K, interruption: Interruption<P, K>): void;
  /** How often a method was called. */
  calls(method: keyof P): number;
}

/**
 * Wraps a port so that single calls can fail, wait, or be carried out without anybody hearing the answer. The port
 * itself stays as it is: there are no hooks in it.
 */
export function interruptible<P extends object>(inner: P): Interruptible<P> {
  const counts = new Map<PropertyKey, number>();
  const queues = new Map<PropertyKey, Interruption<P, keyof P>[]>();
  const port = new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        const run = () => member.apply(target, args);
        const interruption = queues.get(name)?.shift();
        return interruption === undefined ? run() : interruption(run);
      };
    },
  });
  return {
    port,
    next(method, interruption) {
      const queue = queues.get(method) ?? [];
      // Safe: the queue of a method is read by calls of that method only.
      queue.push(interruption as unknown as Interruption<P, keyof P>);
      queues.set(method, queue);
    },
    calls: (method) => counts.get(method) ?? 0,
  };
}
