import type { TemplateResult } from 'lit';
import { CHECK, CIRCLE, drawing } from './icons.ts';

/** A ring of which a quarter turns: the payment was seen. */
export const ringSign: readonly TemplateResult[] = [
  drawing('sign track', CIRCLE),
  drawing('sign turn', 'M10 1.25a8.75 8.75 0 0 1 8.75 8.75'),
];
/** A clock: the code has expired. */
export const clockSign: TemplateResult = drawing('sign clock', `${CIRCLE}M10 5v5.25l3.25 2`);
/** A check that is drawn once: paid. */
export const checkSign: TemplateResult = drawing('sign', CHECK);
