import { describe, expect, it } from 'vitest';
import { flush } from '../test/fixtures/fake-clock.ts';
import { FakeWakeLock } from '../test/fixtures/fake-wake-lock.ts';
import { createAttendance } from './attendance.ts';
import { initialState, PHASES, type Phase } from './checkout-state.ts';

/** A page as a tab has it. */
class FakePage extends EventTarget {
  hidden = false;
  title = 'Cart';

  show(isShown: boolean) {
    this.hidden = !isShown;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** An attendance of a page, and what it is told. */
function attend(page = new FakePage()) {
  const wakeLock = new FakeWakeLock();
  const attendance = createAttendance({ document: page, wakeLock });
  const go = async (phase: Phase) => {
    attendance.update({ ...initialState, phase }, 'Paid');
    await flush();
  };
  const show = async (isShown: boolean) => {
    page.show(isShown);
    await flush();
  };
  return { page, wakeLock, attendance, go, show };
}

describe('createAttendance', () => {
  describe('keeps the screen on', () => {
    it.each(PHASES.map((phase) => [phase, phase === 'awaiting' ? 1 : 0] as const))(
      'in %s: %i',
      async (phase, held) => {
        const { wakeLock, go } = attend();
        await go(phase);
        expect(wakeLock.held).toBe(held);
      },
    );

    it.each(PHASES.filter((phase) => phase !== 'awaiting'))('until %s', async (phase) => {
      const { wakeLock, go } = attend();
      await go('awaiting');
      await go(phase);
      expect(wakeLock).toMatchObject({ asked: 1, held: 0 });
    });

    it('without asking anew with every second of the countdown', async () => {
      const { wakeLock, go } = attend();
      for (let second = 0; second < 5; second++) await go('awaiting');
      expect(wakeLock).toMatchObject({ asked: 1, held: 1 });
    });

    it('only while the page is visible, and anew when it is again', async () => {
      const { wakeLock, go, show } = attend();
      await go('awaiting');
      await show(false);
      expect(wakeLock.held).toBe(0);
      await show(true);
      expect(wakeLock).toMatchObject({ asked: 2, held: 1 });
    });

    it('not for a page that is hidden from the start, until it is seen', async () => {
      const { wakeLock, go, show, page } = attend();
      page.hidden = true;
      await go('awaiting');
      expect(wakeLock.asked).toBe(0);
      await show(true);
      expect(wakeLock.held).toBe(1);
    });

    it('not for a page that comes back to a payment that is over', async () => {
      const { wakeLock, go, show } = attend();
      await go('awaiting');
      await show(false);
      await go('expired');
      await show(true);
      expect(wakeLock).toMatchObject({ asked: 1, held: 0 });
    });

    it('no longer than the checkout is open', async () => {
      const { wakeLock, attendance, go, show } = attend();
      await go('awaiting');
      attendance.end();
      await go('awaiting');
      await show(false);
      await show(true);
      expect(wakeLock).toMatchObject({ asked: 1, held: 0 });
    });

    it('not by a lock that arrives after the end', async () => {
      const { wakeLock, attendance, go } = attend();
      wakeLock.isSlow = true;
      await go('awaiting');
      attendance.end();
      wakeLock.grant();
      await flush();
      expect(wakeLock).toMatchObject({ asked: 1, held: 0 });
    });
  });

  describe('says in the title that it is paid', () => {
    it('as long as the page is hidden', async () => {
      const { page, go, show } = attend();
      await go('awaiting');
      await show(false);
      expect(page.title).toBe('Cart');
      await go('settled');
      expect(page.title).toBe('Paid · Cart');
      await show(true);
      expect(page.title).toBe('Cart');
    });

    it('never on a page that is visible, nor when it is hidden later', async () => {
      const { page, go, show } = attend();
      await go('settled');
      await show(false);
      await go('settled');
      expect(page.title).toBe('Cart');
    });

    it('once', async () => {
      const { page, go } = attend();
      page.hidden = true;
      await go('settled');
      await go('settled');
      expect(page.title).toBe('Paid · Cart');
    });

    it('no longer than the checkout is open', async () => {
      const { page, attendance, go } = attend();
      page.hidden = true;
      await go('settled');
      attendance.end();
      expect(page.title).toBe('Cart');
      await go('settled');
      expect(page.title).toBe('Cart');
    });

    it('and leaves a title alone that the page has set meanwhile', async () => {
      const { page, go, show } = attend();
      page.hidden = true;
      await go('settled');
      page.title = 'Thank you';
      await show(true);
      expect(page.title).toBe('Thank you');
    });

    it('once for two checkouts of a page', async () => {
      const page = new FakePage();
      const both = [attend(page), attend(page)];
      page.hidden = true;
      for (const { go } of both) await go('settled');
      expect(page.title).toBe('Paid · Cart');
      page.show(true);
      expect(page.title).toBe('Cart');
    });
  });
});
