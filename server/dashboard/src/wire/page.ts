import { listOf, nullable, object, type Read, text } from './read.ts';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; null on the last one. */
  readonly nextCursor: string | null;
}

/** Reads one page of a list. */
export function pageOf<T>(read: Read<T>): Read<Page<T>> {
  return object<Page<T>>({ items: listOf(read), nextCursor: nullable(text) });
}
