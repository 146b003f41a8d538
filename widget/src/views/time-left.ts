/** In the last five minutes the time is shown as a notice. */
export const SOON_SECONDS = 300;

/**
 * Writes a countdown: `46:51`, `1:02:03`.
 *
 * @param secondsLeft Whole seconds; below zero counts as zero.
 */
export function timeLeft(secondsLeft: number): string {
  const seconds = Math.max(0, Math.floor(secondsLeft));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}
