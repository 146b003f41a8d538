/** Gives so many random bytes; injected, so that a test knows them. */
export type RandomBytes = (count: number) => Uint8Array;

/** The browser's own. */
export const pageRandomBytes: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
