const DAY_MS = 86_400_000;

/**
 * Writes a moment in the reader's own time zone: `24 Nov, 20:15`, with the year where it is another one.
 *
 * @param at RFC 3339.
 * @param nowMs Unix ms.
 */
export function showTime(at: string, nowMs: number): string {
  const moment = new Date(at);
  const year = moment.getFullYear() === new Date(nowMs).getFullYear() ? {} : ({ year: 'numeric' } as const);
  const parts = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit', ...year } as const;
  return new Intl.DateTimeFormat(undefined, parts).format(moment);
}

/**
 * Writes a moment in UTC, to the second: `2026-11-24 19:15:57 UTC`.
 *
 * @param at RFC 3339.
 */
export function showUtc(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * Writes a day: `24 Nov`.
 *
 * @param day UTC, as `2026-11-24`.
 */
export function showDay(day: string): string {
  const format = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/**
 * The days up to today, oldest first.
 *
 * @param count How many, 1 or more.
 * @param nowMs Unix ms.
 * @returns UTC, as `2026-11-24`.
 */
export function lastDays(count: number, nowMs: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(nowMs - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}

/**
 * The moment a day begins in the reader's own time zone.
 *
 * @param day From a date field, as `2026-11-24`; anything else gives undefined.
 * @param daysLater Begin of a later day.
 * @returns RFC 3339, UTC.
 */
export function beginOfDay(day: string, daysLater = 0): string | undefined {
  const [year, month, date] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const begin = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(begin.getTime()) ? undefined : begin.toISOString();
}
