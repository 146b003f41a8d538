import type { Ports } from '../../src/compose.ts';

/** A ledger whose reads fail with a given error while there is one. */
export interface BreakableLedger {
  /** What reads throw; null: they work. */
  error: Error | null;
  wrap(ports: Ports): Ports;
}

/** Builds a switch between the ledger and its readers. */
export function breakableLedger(): BreakableLedger {
  const breakable: BreakableLedger = {
    error: null,
    wrap: (ports) => ({
      ...ports,
      ledger: new Proxy(ports.ledger, {
        get(target, name) {
          const member = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          const breaks = /^(get|list|find)/.test(String(name));
          return (...args: unknown[]) =>
            breaks && breakable.error !== null ? Promise.reject(breakable.error) : member.apply(target, args);
        },
      }),
    }),
  };
  return breakable;
}
