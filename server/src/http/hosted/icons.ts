import { html } from 'hono/html';
import type { Html } from './page.ts';

/** One line drawing on a square of 20, decorative: words stand beside it. */
const drawing = (kind: string, path: string): Html =>
  html`<svg class="${kind}" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path pathLength="1" d="${path}"></path></svg>`;

const CHECK = 'M4.5 10.5l3.75 3.75L15.5 6.5';
const CIRCLE = 'M10 1.25a8.75 8.75 0 0 1 0 17.5a8.75 8.75 0 0 1 0-17.5';

/** The amber bolt. */
export const bolt: Html = html`<svg class="bolt" viewBox="0 0 12 16" aria-hidden="true" focusable="false"><path d="M7.6 0 .6 9.2c-.2.3 0 .7.4.7h4L3.9 16l7.5-9.3c.2-.3 0-.7-.4-.7H6.9z"></path></svg>`;
/** A wallet. */
export const walletIcon: Html = drawing(
  'icon',
  'M15 6.5V5.5A1.5 1.5 0 0 0 13.5 4h-8.5a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-5.5a2 2 0 0 0-2-2h-10m8.5 4.75h.01',
);
/** Two sheets. */
export const copyIcon: Html = drawing(
  'icon',
  'M9 7h5a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM13 7v-1a2 2 0 0 0-2-2h-5a2 2 0 0 0-2 2v5a2 2 0 0 0 2 2h1',
);
/** A ring of which a quarter turns: the payment was seen. */
export const ringSign: Html = html`${drawing('sign track', CIRCLE)}${drawing('sign turn', 'M10 1.25a8.75 8.75 0 0 1 8.75 8.75')}`;
/** A clock: the code has expired. */
export const clockSign: Html = drawing('sign clock', `${CIRCLE}M10 5v5.25l3.25 2`);
/** A mark in a circle: it failed. */
export const markSign: Html = drawing('sign mark', `${CIRCLE}M10 5.75v5.25m0 3v.01`);
/** A check: paid. */
export const checkSign: Html = drawing('sign', CHECK);
