import type { Counters } from '../../src/payments/ports.ts';

/** Counters that can be read. */
export interface RecordingCounters extends Counters {
  /** How often a name was counted: 0 for a name that never was. */
  count(name: string): number;
}

/** Keeps every count for the test to read. */
export function recordingCounters(): RecordingCounters {
  const counts = new Map<string, number>();
  return {
    add: (name) => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    count: (name) => counts.get(name) ?? 0,
  };
}
