import type { TemplateResult } from 'lit';
import { html } from './html.ts';

/** One line drawing on a square of 20, decorative: words stand beside it. */
export const drawing = (kind: string, path: string): TemplateResult =>
  html`<svg class=${kind} viewBox="0 0 20 20" aria-hidden="true"><path pathLength="1" d=${path}></path></svg>`;

/** A check. */
export const CHECK = 'M4.5 10.5l3.75 3.75L15.5 6.5';
/** A circle that signs stand in. */
export const CIRCLE = 'M10 1.25a8.75 8.75 0 0 1 0 17.5a8.75 8.75 0 0 1 0-17.5';

/** A cross. */
export const closeIcon: TemplateResult = drawing('icon', 'M5.5 5.5l9 9m0-9l-9 9');
/** A wallet. */
export const walletIcon: TemplateResult = drawing(
  'icon',
  'M15 6.5V5.5A1.5 1.5 0 0 0 13.5 4h-8.5a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-5.5a2 2 0 0 0-2-2h-10m8.5 4.75h.01',
);
/** Two sheets. */
export const copyIcon: TemplateResult = drawing(
  'icon',
  'M9 7h5a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM13 7v-1a2 2 0 0 0-2-2h-5a2 2 0 0 0-2 2v5a2 2 0 0 0 2 2h1',
);
/** "Copied". */
export const copiedIcon: TemplateResult = drawing('icon', CHECK);

/** A mark in a circle: it failed. */
export const markSign: TemplateResult = drawing('sign mark', `${CIRCLE}M10 5.75v5.25m0 3v.01`);
