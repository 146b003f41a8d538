import { css } from './css.ts';

const DARK = css`
  --_surface: var(--lp-surface, #17191e);
  --_wash: var(--lp-wash, #20232a);
  --_line: var(--lp-line, #2b2f37);
  --_ink: var(--lp-ink, #f3f5f8);
  --_muted: var(--lp-muted, #a3aab6);
  --_success: var(--lp-success, #3ecf8e);
  --_danger: var(--lp-danger, #ff8a80);
  --_notice: var(--lp-notice, #ffc35c);
  --_paper: #14161a;
  --_amber: #b86e00;
  --_edge: var(--_line);
  --_sheen: rgb(255 255 255 / 0.05);
  color-scheme: dark;
`;

/**
 * Colours, type and radius of everything in the shadow tree. `--lp-*` is what a page may set; `--_*` is what the
 * style sheets use. `--_accent` and `--_on-accent` come from the element once it has an accent.
 */
export const TOKENS = css`
  .root {
    --_surface: var(--lp-surface, #fff);
    --_wash: var(--lp-wash, #f4f5f7);
    --_line: var(--lp-line, #e4e7eb);
    --_ink: var(--lp-ink, #14161a);
    --_muted: var(--lp-muted, #5b626e);
    --_success: var(--lp-success, #0b7f4b);
    --_danger: var(--lp-danger, #b3261e);
    --_notice: var(--lp-notice, #9a5b00);
    --_paper: #fff;
    --_amber: #ffb224;
    --_edge: transparent;
    --_sheen: rgb(255 255 255 / 0.8);
    --_ring: #3b82f6;
    --_radius: var(--lp-radius, 12px);
    --_accent: var(--lp-accent, var(--_ink));
    --_on-accent: var(--_paper);
    --_bolt: var(--lp-bolt, var(--_amber));
    caret-color: color-mix(in srgb, var(--_accent), var(--_accent));
    display: contents;
    color-scheme: light;
    font-family: var(--lp-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    font-variant-numeric: tabular-nums;
    font-synthesis: none;
    -webkit-font-smoothing: antialiased;
    text-align: start;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) .root { ${DARK} }
  }
  :host([theme='dark']) .root { ${DARK} }
  @media (forced-colors: active) {
    .root { --_ring: Highlight; }
  }
`;
