/**
 * What a figure counts. KB is 1,024 bytes of gzip, kB 1,000 bytes of memory, shift a score of layout shift, count a number
 * of things.
 */
export type Unit = 'ms' | 'KB' | 'kB' | '/s' | 'shift' | 'count';

/** What a figure is held against; the only numbers of the table that are not measured. */
export type Target =
  | { readonly atMost: number }
  /** Times the control of the same run. */
  | { readonly atMostTimes: number }
  | { readonly atLeastTimes: number };

/** One figure beside its control, both from this run. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly ours: number;
  readonly control: number;
  /** What the control is. */
  readonly controlName: string;
  readonly target: Target;
}

/** A figure that could not be measured. */
export interface Unmeasured {
  readonly name: string;
  /** Why, for people. */
  readonly reason: string;
}

/** Whether a figure holds its target. What was not measured holds nothing: NaN and infinity never pass. */
export function passes({ ours, control, target }: Figure): boolean {
  if (!Number.isFinite(ours) || !Number.isFinite(control)) return false;
  if ('atMost' in target) return ours <= target.atMost;
  if ('atMostTimes' in target) return ours <= target.atMostTimes * control;
  return ours >= target.atLeastTimes * control;
}

/** Writes a value with its unit: enough digits to compare, no more than the measurement is worth. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'shift') return value.toFixed(5);
  if (unit === 'count') return String(value);
  const digits = unit === '/s' || value >= 1_000 ? 0 : value >= 100 ? 1 : 2;
  return `${value.toFixed(digits)}${unit === '/s' ? '' : ' '}${unit}`;
}

/** Writes what a figure is held against. */
export function formatTarget(target: Target, unit: Unit): string {
  if ('atMost' in target)
    return ['shift', 'count'].includes(unit) ? `<= ${target.atMost}` : `<= ${target.atMost} ${unit}`;
  if ('atMostTimes' in target) return `<= ${target.atMostTimes} x control`;
  return `>= ${target.atLeastTimes} x control`;
}
