/** The one of that number, modulo how many there are; undefined when there are none. */
export function pick<T>(from: readonly T[], number: number): T | undefined {
  return from[number % from.length];
}
