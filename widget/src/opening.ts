import type { Texts } from './locales/en.ts';

/** What an element knows when its checkout is opened. */
export interface Opening {
  readonly server: URL;
  /** BCP 47 tag for numbers. */
  readonly locale: string;
  /** Of its language; null for English. */
  readonly texts: Texts | null;
}
