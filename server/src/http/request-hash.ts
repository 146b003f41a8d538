import { createHash } from 'node:crypto';

/** SHA-256 of a text, hex: under it an Idempotency-Key and the meaning of its request are kept. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same meaning gives the same text, in whatever order the fields came. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
