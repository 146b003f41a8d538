/** What a checkout does when the page comes back or goes. */
export interface PageSignals {
  nudge(): void;
  setHidden(hidden: boolean): void;
}

/**
 * Tells a checkout when the page was hidden, shown again, restored from the back-forward cache or came online.
 *
 * @returns Ends it.
 */
export function watchPage(checkout: PageSignals): () => void {
  const watch = new AbortController();
  const { signal } = watch;
  const nudge = () => checkout.nudge();
  const visibility = () => {
    checkout.setHidden(document.hidden);
    if (!document.hidden) nudge();
  };
  document.addEventListener('visibilitychange', visibility, { signal });
  addEventListener('pageshow', nudge, { signal });
  addEventListener('online', nudge, { signal });
  return () => watch.abort();
}
