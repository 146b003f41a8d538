import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { Loader } from './loader.ts';

const host = {
  addController() {},
  removeController() {},
  requestUpdate() {},
  updateComplete: Promise.resolve(true),
};

describe('Loader', () => {
  it('shows the value of the newest load, whichever is answered last', async () => {
    const loader = new Loader<string>(host);
    let answerFirst = (_value: string) => {};
    const first = loader.run(() => new Promise((resolve) => (answerFirst = resolve)));
    await loader.run(async () => 'second');
    answerFirst('first');
    await first;
    expect(loader.value).toBe('second');
  });

  it('keeps what is shown until the next came, unless that is about something else', async () => {
    const loader = new Loader<string>(host);
    await loader.run(async () => 'one');
    const again = loader.again();
    expect(loader.state).toEqual({ kind: 'ready', value: 'one', isStale: true });
    await again;
    expect(loader.state).toEqual({ kind: 'ready', value: 'one', isStale: false });
    const other = loader.run(async () => 'two', true);
    expect(loader.state).toEqual({ kind: 'loading' });
    await other;
    expect(loader.value).toBe('two');
  });

  it('says why nothing came, and can be asked again', async () => {
    const loader = new Loader<number>(host);
    let isUp = false;
    await loader.run(async () => {
      if (!isUp) throw new ApiError('unreachable', 'words');
      return 1;
    });
    expect(loader.state).toMatchObject({ kind: 'failed', error: { words: 'words' } });
    isUp = true;
    await loader.again();
    expect(loader.value).toBe(1);
  });

  it('changes a value that is shown, and none that is not', async () => {
    const loader = new Loader<number>(host);
    loader.change((value) => value + 1);
    expect(loader.value).toBeNull();
    await loader.run(async () => 1);
    loader.change((value) => value + 1);
    expect(loader.value).toBe(2);
  });
});
