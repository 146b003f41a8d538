import { css } from './css.ts';
import { inDark } from './in-dark.ts';

const DARK = css`
  --_surface: var(--lp-surface, #17191e);
  --_wash: var(--lp-wash, #20232a);
  --_line: var(--lp-line, #2b2f37);
  --_muted: var(--lp-muted, #a3aab6);
  --_success: var(--lp-success, #3ecf8e);
  --_danger: var(--lp-danger, #ff8a80);
  --_notice: var(--lp-notice, #ffc35c);
  --_edge: var(--_line);
  --_sheen: rgb(255 255 255 / 0.05);
`;

/** Colours that only the dialog needs. */
export const DIALOG_TOKENS: string =
  css`
  .root {
    --_surface: var(--lp-surface, #fff);
    --_wash: var(--lp-wash, #f4f5f7);
    --_line: var(--lp-line, #e4e7eb);
    --_muted: var(--lp-muted, #5b626e);
    --_success: var(--lp-success, #0b7f4b);
    --_danger: var(--lp-danger, #b3261e);
    --_notice: var(--lp-notice, #9a5b00);
    --_edge: transparent;
    --_sheen: rgb(255 255 255 / 0.8);
  }
` + inDark(DARK);
