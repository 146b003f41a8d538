import { describe, expect, it } from 'vitest';
import { Action } from './action.ts';
import { ApiError } from './api-error.ts';

const host = {
  addController() {},
  removeController() {},
  requestUpdate() {},
  updateComplete: Promise.resolve(true),
};

describe('Action', () => {
  it('runs once, however often it is pressed', async () => {
    const action = new Action(host);
    let runs = 0;
    let end = () => {};
    const act = () =>
      new Promise<void>((resolve) => {
        runs += 1;
        end = resolve;
      });
    const first = action.run(act, 'a');
    await action.run(act, 'b');
    expect([runs, action.isBusyWith('a'), action.isBusyWith('b')]).toEqual([1, true, false]);
    end();
    await first;
    expect(action.isBusy).toBe(false);
  });

  it('keeps why it failed until it is done again', async () => {
    const action = new Action(host);
    await action.run(() => Promise.reject(new ApiError('forbidden', 'words')));
    expect(action.error?.code).toBe('forbidden');
    await action.run(async () => {});
    expect(action.error).toBeNull();
  });
});
