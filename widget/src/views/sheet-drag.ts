/** CSS pixels of drag, or pixels per millisecond, that close the sheet. */
const FAR = 120;
const FAST = 0.5;

/**
 * Lets a bottom sheet follow the finger downwards from its head.
 *
 * @param start The press that may become a drag. Ignored for a mouse, and where the sheet is not at the bottom edge.
 * @param sheet Gets `--_drag` while it is held.
 * @param dismiss Called when it is let go far or fast enough.
 */
export function dragSheet(start: PointerEvent, sheet: HTMLElement, dismiss: () => void): void {
  const head = start.currentTarget as HTMLElement; // the listener stands on the head
  const onControl = start.target instanceof Element && start.target.closest('button');
  const isSheet = Math.abs(sheet.getBoundingClientRect().bottom - innerHeight) < 2;
  if (start.pointerType === 'mouse' || onControl || !isSheet) return;
  const way = (event: PointerEvent) => Math.max(0, event.clientY - start.clientY);
  const move = (event: PointerEvent) => sheet.style.setProperty('--_drag', `${way(event)}px`);
  const end = (event: PointerEvent) => {
    released.abort();
    const speed = way(event) / Math.max(1, event.timeStamp - start.timeStamp);
    const isThrown = way(event) > FAR || (way(event) > 24 && speed > FAST);
    // A sheet that goes goes from where it was let go; the next opening clears the drag.
    if (event.type === 'pointerup' && isThrown) dismiss();
    else sheet.style.removeProperty('--_drag');
  };
  const released = new AbortController();
  const { signal } = released;
  head.setPointerCapture(start.pointerId);
  head.addEventListener('pointermove', move, { signal });
  head.addEventListener('pointerup', end, { signal });
  head.addEventListener('pointercancel', end, { signal });
}
