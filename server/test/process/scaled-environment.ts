import { join } from 'node:path';
import type { Timings } from '../../src/timings.ts';

/** The numbers among the timings, those that are to be others. */
export type Milliseconds = { [Name in keyof Timings]?: Timings[Name] extends number ? number : never };

/** Variables for a server's process that is to go by other timings. @param timings By name, milliseconds. */
export function scaledTimings(timings: Milliseconds): Record<string, string> {
  return {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'scaled-timings.ts')}`,
    SCALED_TIMINGS: JSON.stringify(timings),
  };
}
