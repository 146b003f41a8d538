import type { Figure } from './figure.ts';
import type { Programs } from './programs.ts';

/** What every measurement works with. */
export interface Bench {
  readonly programs: Programs;
  /** A fresh, empty folder, removed in the end. */
  folder(): Promise<string>;
}

/** One or more figures that are measured together. */
export interface Measurement {
  /** Name for people, where it could not be measured. */
  readonly name: string;
  /** @throws Error when it cannot be measured. */
  measure(bench: Bench): Promise<readonly Figure[]>;
}
