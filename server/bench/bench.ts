import type { Figure } from './figure.ts';
import type { Programs } from './programs.ts';
import type { PaymentCalls } from './sql-call.ts';

/** What every measurement works with. */
export interface Bench {
  readonly programs: Programs;
  /** A fresh, empty folder, removed in the end. */
  folder(): Promise<string>;
  /** Has something done when this measurement is over, however it ends. */
  defer(close: () => unknown): void;
  /** SQL of 240 payments, as the server asks for it; recorded at the first call. */
  recordedSql(): Promise<readonly PaymentCalls[]>;
}

/** One or more figures that are measured together. */
export interface Measurement {
  /** Name for people, where it could not be measured. */
  readonly name: string;
  /** @throws Error when it cannot be measured. */
  measure(bench: Bench): Promise<readonly Figure[]>;
}
