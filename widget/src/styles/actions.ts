import { css } from './css.ts';

/** The row of at most two actions: one primary, one beside it. */
export const ACTIONS = css`
  .actions { display: flex; gap: 8px; }
  .action {
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    min-inline-size: 124px;
    min-block-size: 48px;
    margin: 0;
    padding: 4px 20px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_wash);
    color: var(--_ink);
    font: inherit;
    font-weight: 550;
    letter-spacing: -0.005em;
    white-space: nowrap;
    text-decoration: none;
    cursor: pointer;
    user-select: none;
    -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;
  }
  .action.primary { flex: 1; background: var(--_accent); color: var(--_on-accent); }
  .action:focus-visible { outline: 2px solid var(--_ring); outline-offset: 3px; }
  .action[aria-disabled='true'] { opacity: 0.4; cursor: default; }
  @media (hover: hover) {
    .action:not([aria-disabled='true']):hover { background: color-mix(in srgb, var(--_wash) 94%, var(--_ink)); }
    .action.primary:not([aria-disabled='true']):hover { background: color-mix(in srgb, var(--_accent) 90%, var(--_on-accent)); }
  }
  @media (prefers-reduced-motion: no-preference) {
    .action { transition: scale 120ms ease-out, background-color 120ms ease-out, opacity 120ms ease-out; }
    .action:not([aria-disabled='true']):active { scale: 0.98; }
  }
`;
