import { html, type TemplateResult } from 'lit';

/** One line drawing on a square of 20, decorative: words stand beside it. */
const drawing = (kind: string, path: string): TemplateResult =>
  html`<svg class="icon ${kind}" viewBox="0 0 20 20" aria-hidden="true"><path d=${path}></path></svg>`;

const CIRCLE = 'M10 2.75a7.25 7.25 0 0 1 0 14.5a7.25 7.25 0 0 1 0-14.5';

/** The amber bolt. */
export const bolt: TemplateResult = html`<svg class="bolt" viewBox="0 0 12 16" aria-hidden="true"><path d="M7.6 0 .6 9.2c-.2.3 0 .7.4.7h4L3.9 16l7.5-9.3c.2-.3 0-.7-.4-.7H6.9z"></path></svg>`;
/** A check in a circle: it came to a good end. */
export const checkIcon: TemplateResult = drawing('good', `${CIRCLE}M6.75 10.25l2.25 2.25l4.25-4.75`);
/** A mark in a circle: it failed. */
export const markIcon: TemplateResult = drawing('bad', `${CIRCLE}M10 6.5v4.25m0 2.5v.01`);
/** A clock: its time is over. */
export const clockIcon: TemplateResult = drawing('over', `${CIRCLE}M10 6v4.25l2.75 1.5`);
/** An empty circle: it waits. */
export const waitIcon: TemplateResult = drawing('waits', CIRCLE);
/** A part of a circle: it goes on. */
export const ringIcon: TemplateResult = drawing('goes-on', 'M10 2.75a7.25 7.25 0 1 1-6.28 3.63');
/** Two sheets: copy. */
export const copyIcon: TemplateResult = drawing(
  '',
  'M9 7h5a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM13 7v-1a2 2 0 0 0-2-2h-5a2 2 0 0 0-2 2v5a2 2 0 0 0 2 2h1',
);
/** A check: done. */
export const doneIcon: TemplateResult = drawing('', 'M4.5 10.5l3.75 3.75L15.5 6.5');
/** A cross: close. */
export const closeIcon: TemplateResult = drawing('', 'M5.5 5.5l9 9m0-9l-9 9');
/** An arrow to the left: back. */
export const backIcon: TemplateResult = drawing('', 'M11.75 5l-5 5l5 5');
