import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runStory } from './run-story.ts';
import { story } from './step.ts';
import { giveBackTimers, takeTimers } from './virtual-time.ts';

const RUNS = 10_000;
/** Shrinking included. */
const LIMIT_MS = 20 * 60_000;

/** `MODEL_SEED=… npm run test:slow` plays the same runs again. */
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);

beforeAll(takeTimers);
afterAll(giveBackTimers);

describe('the composed server, at full size', () => {
  it(
    `loses and doubles nothing in ${RUNS} runs (MODEL_SEED=${seed})`,
    async () => {
      const details = await fc.check(fc.asyncProperty(story, runStory), { numRuns: RUNS, seed });
      expect(details.failed ? fc.defaultReportMessage(details) : null).toBeNull();
      expect(details.numRuns).toBe(RUNS);
    },
    LIMIT_MS,
  );
});
