import { expectAllIsWell, expectPromptness, expectRenewals } from './expectations.ts';
import { calm, heal, renewAll } from './heal.ts';
import { flow, play } from './play.ts';
import type { Story } from './step.ts';
import { createWorld } from './world.ts';

/** Plays a run from beginning to end, heals the world and checks it. Timers must have been taken. */
export async function runStory(story: Story): Promise<void> {
  const world = createWorld(story);
  await flow(world);
  for (const step of story.steps) await play(world, step);
  await calm(world);
  await expectPromptness(world);
  await heal(world);
  await expectAllIsWell(world);
  await expectRenewals(world, await renewAll(world));
}
