/** What one check of `btcpay connect` found. */
export interface Finding {
  /** `missing`: something has to be given or started first. `advice`: everything works without it. */
  readonly state: 'ok' | 'missing' | 'failed' | 'advice';
  /** What was checked, one or two words. */
  readonly check: string;
  /** One line. */
  readonly text: string;
  /** What to do, one line each, in order. */
  readonly steps?: readonly string[];
}

/** Ends a check that cannot be finished. Its message never holds a secret. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
  readonly state: 'missing' | 'failed';
  readonly steps: readonly string[];

  /**
   * @param text What is wrong, one line.
   * @param steps What to do about it.
   */
  constructor(text: string, steps: readonly string[] = [], state: 'missing' | 'failed' = 'failed') {
    super(text);
    this.steps = steps;
    this.state = state;
  }
}

/**
 * Runs a check.
 *
 * @param report Hears of a check that could not be finished; errors that are none of ours go on.
 * @returns What the check returned, or null where it could not be finished.
 */
export async function runCheck<T>(
  check: string,
  report: (finding: Finding) => void,
  run: () => Promise<T>,
): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error;
    report({ state: error.state, check, text: error.message, steps: error.steps });
    return null;
  }
}

/** Makes foreign words fit for one line of a terminal. */
export function printable(text: string, maxLength = 200): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}
