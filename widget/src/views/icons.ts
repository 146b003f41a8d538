import type { TemplateResult } from 'lit';
import { html } from './html.ts';

/** 20 x 20, decorative: words stand beside it. */
const icon = (path: string): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${path}></path></svg>`;

/** A cross. */
export const closeIcon = icon('M5.5 5.5l9 9m0-9l-9 9');
/** A wallet. */
export const walletIcon = icon(
  'M15 6.5V5.75C15 4.8 14.2 4 13.25 4H5.25A2.25 2.25 0 0 0 3 6.25v7.5A2.25 2.25 0 0 0 5.25 16h9.5A2.25 2.25 0 0 0 17 13.75v-5A2.25 2.25 0 0 0 14.75 6.5H5m8.5 4.75h.01',
);
/** Two sheets. */
export const copyIcon = icon(
  'M8.75 7h5.5C15.2 7 16 7.8 16 8.75v5.5c0 .95-.8 1.75-1.75 1.75h-5.5C7.8 16 7 15.2 7 14.25v-5.5C7 7.8 7.8 7 8.75 7zM13 7V5.75C13 4.8 12.2 4 11.25 4h-5.5C4.8 4 4 4.8 4 5.75v5.5C4 12.2 4.8 13 5.75 13H7',
);
/** A small check, for "Copied". */
export const copiedIcon = icon('M4.5 10.5l3.75 3.75L15.5 6.5');

/** A ring of which a quarter turns: the payment was seen. */
export const ringSign = html`<svg class="sign" viewBox="0 0 48 48" aria-hidden="true">
  <circle class="track" cx="24" cy="24" r="21"></circle><path class="turn" d="M24 3a21 21 0 0 1 21 21"></path></svg>`;
/** A clock: the code has expired. */
export const clockSign = html`<svg class="sign clock" viewBox="0 0 48 48" aria-hidden="true">
  <circle cx="24" cy="24" r="21"></circle><path d="M24 12v12.5l7.5 5"></path></svg>`;
/** A mark in a circle: it failed. */
export const markSign = html`<svg class="sign mark" viewBox="0 0 48 48" aria-hidden="true">
  <circle cx="24" cy="24" r="21"></circle><path d="M24 14v12.5m0 7v.01"></path></svg>`;
/** A check that is drawn once: paid. */
export const checkSign = html`<svg class="sign" viewBox="0 0 48 48" aria-hidden="true">
  <path pathLength="1" d="M11.5 25.5l8.5 9 17-19"></path></svg>`;
