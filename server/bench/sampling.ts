/** How samples are taken. */
export interface SamplingPlan<Sample> {
  /** Taken first and not counted. */
  readonly warmUp: number;
  readonly atMost: number;
  /** Fewer than this are no measurement. */
  readonly atLeast: number;
  /** No further sample is begun after this time, so that a busy machine makes the bench coarser, not longer. */
  readonly budgetMs: number;
  /** Takes the sample of this index, from 0, warm-up included. */
  readonly take: (index: number) => Promise<Sample>;
}

/**
 * Takes samples one after another.
 *
 * @throws Error where the time was not enough for as many as are needed.
 */
export async function takeSamples<Sample>(plan: SamplingPlan<Sample>): Promise<readonly Sample[]> {
  const { warmUp, atMost, atLeast, budgetMs, take } = plan;
  const endMs = performance.now() + budgetMs;
  const samples: Sample[] = [];
  for (let index = 0; index < warmUp + atMost && performance.now() < endMs; index += 1) {
    const sample = await take(index);
    if (index >= warmUp) samples.push(sample);
  }
  if (samples.length < atLeast) {
    throw new Error(`${samples.length} samples in ${budgetMs / 1_000} s, ${atLeast} are needed`);
  }
  return samples;
}
