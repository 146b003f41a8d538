import { attempt } from './attempt.ts';

/**
 * Where the intent of the dialog that is open is kept: the page may be gone before it is closed. Each page of a site has
 * its own, or all others would load the checkout in vain.
 */
const key = () => `lightning-pay:${location.pathname}`;

/** Keeps that the dialog of an intent is open. */
export function rememberOpen(intent: string): void {
  attempt(() => sessionStorage.setItem(key(), intent));
}

/** The intent whose dialog was open when the page went away; null without one, or without storage. */
export function recallOpen(): string | null {
  return attempt(() => sessionStorage.getItem(key())) ?? null;
}

/** It was closed. */
export function forgetOpen(): void {
  attempt(() => sessionStorage.removeItem(key()));
}
