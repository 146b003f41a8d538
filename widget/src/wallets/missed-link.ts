import { type Clock, pageClock } from '../clock.ts';

/** How long a wallet has to come to the front. */
const WAIT_MS = 1_500;

/** What tells whether something came in front of the page; the defaults are the page's. */
export interface MissedLinkOptions {
  readonly clock?: Clock;
  readonly document?: Pick<Document, 'hidden' | 'hasFocus' | 'addEventListener'>;
  readonly window?: Pick<Window, 'addEventListener'>;
}

/**
 * Watches what a `lightning:` link does; to be called as it is pressed. No browser tells a page that nobody took a link:
 * the page stays where it was. A wallet, or the browser's question whether to open one, takes its focus or hides it.
 *
 * @param onMissed Called once, 1.5 s later, where the page was neither hidden nor without focus since: there is no
 *   wallet, or the browser inside an app keeps such links to itself.
 * @returns Ends it.
 */
export function watchWalletLink(onMissed: () => void, options: MissedLinkOptions = {}): () => void {
  const { clock = pageClock, document: page = document, window: view = window } = options;
  const watch = new AbortController();
  const { signal } = watch;
  const stop = () => watch.abort();
  const disarm = clock.after(WAIT_MS, () => {
    const isInFront = !page.hidden && page.hasFocus();
    stop();
    if (isInFront) onMissed();
  });
  signal.addEventListener('abort', disarm);
  page.addEventListener('visibilitychange', stop, { signal });
  view.addEventListener('blur', stop, { signal });
  view.addEventListener('pagehide', stop, { signal });
  return stop;
}
