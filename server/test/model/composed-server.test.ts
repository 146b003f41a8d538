import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { runStory } from './run-story.ts';
import { story } from './step.ts';
import { giveBackTimers, takeTimers } from './virtual-time.ts';

beforeAll(takeTimers);
afterAll(giveBackTimers);

describe('the composed server', () => {
  // The full size is `npm run test:slow`. A run that fails is printed as it is: it belongs in regressions.test.ts.
  it('loses and doubles nothing, whatever happens in whatever order', async () => {
    await fc.assert(fc.asyncProperty(story, runStory), { numRuns: 300 });
  }, 120_000);
});
