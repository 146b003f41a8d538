import { css } from './css.ts';
import { inDark } from './in-dark.ts';

const DARK = css`
  --_ink: var(--lp-ink, #f3f5f8);
  --_paper: #14161a;
  --_amber: #b86e00;
  color-scheme: dark;
`;

/**
 * Colours, type and radius that the button needs; the dialog's own are in `dialog-tokens.ts`. `--lp-*` is what a page may
 * set; `--_*` is what the style sheets use. What stands on the page itself, the price inline, has the page's colour: a page
 * need not be dark where its visitor likes it. `--_accent` and `--_on-accent` come from the element once it has an accent.
 */
export const TOKENS: string =
  css`
  .root {
    all: initial;
    visibility: inherit;
    pointer-events: inherit;
    color: inherit;
    --_ink: var(--lp-ink, #14161a);
    --_paper: #fff;
    --_amber: #ffb224;
    --_ring: #3b82f6;
    --_radius: var(--lp-radius, 12px);
    --_accent: var(--lp-accent, var(--_ink));
    --_on-accent: var(--_paper);
    --_bolt: var(--lp-bolt, var(--_amber));
    caret-color: color-mix(in srgb, var(--_accent), var(--_accent));
    display: contents;
    color-scheme: light;
    --_font: var(--lp-font, system-ui, sans-serif);
    font-variant-numeric: tabular-nums;
    font-synthesis: none;
    text-rendering: geometricPrecision;
    -webkit-font-smoothing: antialiased;
  }
  @media (forced-colors: active) {
    .root { --_ring: Highlight; }
  }
` + inDark(DARK);
