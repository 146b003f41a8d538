import { css } from '../styles/css.ts';

/** The row of the sandbox's controls: quiet, one line, at the smallest of the dialog's three sizes. */
export const SANDBOX_CONTROLS: string = css`
  .sandbox {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    margin-block-start: 12px;
    padding-block-start: 8px;
    border-block-start: 1px solid var(--_line);
    color: var(--_muted);
    font-size: 13px;
    line-height: 20px;
  }
  .sandbox-note { flex: 1; margin: 0; white-space: nowrap; }
  .plays { display: flex; gap: 4px; margin-inline: -6px; }
  .play {
    min-width: 24px;
    min-height: 32px;
    margin: 0;
    padding: 4px 6px;
    border: 0;
    border-radius: calc(var(--_radius) * 0.75);
    background: none;
    color: inherit;
    font: inherit;
    font-weight: 550;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  .play:focus-visible { outline: 2px solid var(--_ring); outline-offset: -2px; }
  .play[aria-disabled='true'] { cursor: default; opacity: 0.4; }
  @media (hover: hover) {
    .play:not([aria-disabled='true']):hover { color: var(--_ink); background: var(--_wash); }
  }
  @media (forced-colors: active) {
    .play { border: 1px solid ButtonText; }
  }
`;
