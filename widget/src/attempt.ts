/** Runs what a browser may refuse, such as storage that is forbidden or full; undefined where it does. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
