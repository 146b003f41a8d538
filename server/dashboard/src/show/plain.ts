/** Characters that turn the order of what is shown, or hide in it. */
const TURNING = /[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * Text that others wrote, with every character that would turn or hide some of it named in place: an order id cannot
 * pose as another one. Marks that right-to-left languages need (LRM, RLM) stay.
 */
export function plain(text: string): string {
  return text.replace(
    TURNING,
    (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}
