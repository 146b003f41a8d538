import { LATER } from './later.ts';
import { OUTCOME } from './outcome.ts';

/** Style sheet of what comes with the companion chunk; stands after the checkout's. */
export const companionStyles: string = LATER + OUTCOME;
