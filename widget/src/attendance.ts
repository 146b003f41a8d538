import type { CheckoutState } from './checkout-state.ts';
import { createScreenLock } from './screen-lock.ts';

/** What an open checkout does beside the dialog: the screen stays on while the code is shown, and the tab says "Paid". */
export interface Attendance {
  /**
   * Takes each state of the checkout.
   *
   * @param paid Word for "Paid".
   */
  update(state: CheckoutState, paid: string): void;
  /** The checkout was closed: all is as before. */
  end(): void;
}

/** What it works on; the defaults are the page's. */
export interface AttendanceOptions {
  readonly document?: Pick<Document, 'hidden' | 'title' | 'addEventListener'>;
  readonly wakeLock?: Pick<WakeLock, 'request'> | undefined;
}

/**
 * Attends one open checkout. The screen is kept on only while a code waits to be paid and the page is visible: a browser
 * takes a wake lock back from a page that it hides, so it is asked for anew. Where the customer is on another tab when
 * the payment settles, the title says so until the page is seen again.
 */
export function createAttendance({
  document: page = document,
  wakeLock = browserWakeLock(),
}: AttendanceOptions = {}): Attendance {
  const keepScreenOn = createScreenLock(wakeLock);
  const attended = new AbortController();
  const { signal } = attended;
  let phase: CheckoutState['phase'] = 'idle';
  /** The page's title and the one in its place; null while the page has its own. */
  let titles: { readonly own: string; readonly ours: string } | null = null;

  function showPaid(paid: string): void {
    const own = page.title;
    const ours = `${paid} · ${own}`;
    // A second checkout of the page may have said so already.
    if (own.startsWith(`${paid} · `)) return;
    titles = { own, ours };
    page.title = ours;
  }

  function restoreTitle(): void {
    // A title that the page has set meanwhile is its own again.
    if (titles && page.title === titles.ours) page.title = titles.own;
    titles = null;
  }

  function attend(): void {
    keepScreenOn(phase === 'awaiting' && !page.hidden);
    if (!page.hidden) restoreTitle();
  }

  page.addEventListener('visibilitychange', attend, { signal });

  return {
    update(state, paid) {
      if (signal.aborted) return;
      const isNewlyPaid = state.phase === 'settled' && phase !== 'settled';
      phase = state.phase;
      attend();
      if (isNewlyPaid && page.hidden) showPaid(paid);
    },
    end() {
      attended.abort();
      keepScreenOn(false);
      restoreTitle();
    },
  };
}

/** The types promise one; older browsers and pages without https have none. */
function browserWakeLock(): WakeLock | undefined {
  return (navigator as { wakeLock?: WakeLock }).wakeLock;
}
