import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fixtures/fake-clock.ts';
import { watchWalletLink } from './missed-link.ts';

/** A page in front of the customer. */
class FakePage extends EventTarget {
  hidden = false;
  isFocused = true;
  hasFocus() {
    return this.isFocused;
  }
}

/** A link that was pressed just now. */
function press() {
  const clock = new FakeClock();
  const page = new FakePage();
  const view = new EventTarget();
  let missed = 0;
  const stop = watchWalletLink(() => missed++, { clock, document: page, window: view });
  return { clock, page, view, stop, missed: () => missed };
}

type Pressed = ReturnType<typeof press>;

describe('watchWalletLink', () => {
  it('tells once, 1.5 s later, that the page is where it was', async () => {
    const { clock, missed } = press();
    await clock.advance(1_499);
    expect(missed()).toBe(0);
    await clock.advance(1);
    expect(missed()).toBe(1);
    await clock.advance(60_000);
    expect(missed()).toBe(1);
  });

  it.each([
    ['was hidden', ({ page }: Pressed) => page.dispatchEvent(new Event('visibilitychange'))],
    ['lost the focus', ({ view }: Pressed) => view.dispatchEvent(new Event('blur'))],
    ['was left', ({ view }: Pressed) => view.dispatchEvent(new Event('pagehide'))],
    ['is watched no more', ({ stop }: Pressed) => stop()],
  ] as const)('is silent where the page %s meanwhile, although it is in front again', async (_, happen) => {
    const pressed = press();
    await pressed.clock.advance(700);
    happen(pressed);
    expect(pressed.clock.pending).toBe(0);
    await pressed.clock.advance(60_000);
    expect(pressed.missed()).toBe(0);
  });

  it.each([
    { hidden: true, isFocused: true },
    { hidden: false, isFocused: false },
  ])('is silent where nobody told it, but the page is %j', async (now) => {
    const { clock, page, missed } = press();
    Object.assign(page, now);
    await clock.advance(1_500);
    expect(missed()).toBe(0);
  });

  it('can be ended twice, and after it has told', async () => {
    const { clock, stop, missed } = press();
    await clock.advance(1_500);
    stop();
    stop();
    expect(missed()).toBe(1);
  });
});
