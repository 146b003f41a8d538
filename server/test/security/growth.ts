/** Bytes of the shorter input; the longer has sixteen times as many and still fits a body or a header. */
const SHORT = 900;
const FACTOR = 16;
const ROUNDS = 7;

/**
 * Says how the time of a call grows when its input does by sixteen. Both lengths take turns within one run, and
 * medians are compared, so that a busy machine slows both.
 *
 * @returns Median of the longer over the median of the shorter, at least half a millisecond each.
 */
export async function growth(call: (length: number) => Promise<unknown>): Promise<number> {
  const short: number[] = [];
  const long: number[] = [];
  await call(SHORT * FACTOR);
  for (let round = 0; round < ROUNDS; round += 1) {
    short.push(await timed(() => call(SHORT)));
    long.push(await timed(() => call(SHORT * FACTOR)));
  }
  return median(long) / median(short);
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return Math.max(0.5, performance.now() - start);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
