import { css } from './css.ts';

/** The button and the box that it takes on the page. */
export const BUTTON = css`
  :host {
    display: inline-block;
    max-inline-size: 100%;
    vertical-align: middle;
  }
  :host([hidden]) { display: none; }
  .pay {
    --_height: 48px;
    --_text: 15px;
    --_line-height: 22px;
    --_pad: 20px;
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    inline-size: 100%;
    min-block-size: var(--_height);
    margin: 0;
    padding: 4px var(--_pad);
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-size: var(--_text);
    font-weight: 550;
    line-height: var(--_line-height);
    letter-spacing: -0.005em;
    cursor: pointer;
    user-select: none;
    -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;
  }
  :host([size='small']) .pay { --_height: 36px; --_text: 13px; --_line-height: 20px; --_pad: 14px; gap: 8px; border-radius: calc(var(--_radius) * 0.75); }
  :host([size='large']) .pay { --_height: 56px; --_text: 17px; --_line-height: 24px; --_pad: 24px; gap: 12px; }
  .pay:focus-visible { outline: 2px solid var(--_ring); outline-offset: 3px; }
  .pay:disabled { cursor: not-allowed; opacity: 0.4; }
  .bolt { flex: none; inline-size: 12px; block-size: 16px; fill: var(--_bolt); }
  :host([size='small']) .bolt { inline-size: 9px; block-size: 12px; }
  :host([size='large']) .bolt { inline-size: 13.5px; block-size: 18px; }
  .pay[aria-busy='true'] { cursor: progress; }
  @media (hover: hover) {
    .pay:enabled:hover { background-color: color-mix(in srgb, var(--_accent) 90%, var(--_on-accent)); }
  }
  @media (prefers-reduced-motion: no-preference) {
    .pay { transition: scale 120ms ease-out, background-color 120ms ease-out; }
    .pay:enabled:active { scale: 0.98; }
    .pay[aria-busy='true'] .bolt { animation: bolt 800ms ease-in-out infinite alternate; }
    @keyframes bolt { to { opacity: 0.25; } }
  }
  @media (forced-colors: active) {
    .bolt { fill: currentColor; }
  }
`;
