import { css } from './css.ts';

/** The box that the element takes on the page, and `key`: the button, and by the same rules the actions in the dialog. */
export const BUTTON: string = css`
  :host {
    display: inline-block;
    max-width: 100%;
    vertical-align: middle;
  }
  :host([hidden]) { display: none; }
  .key {
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    min-height: 48px;
    margin: 0;
    padding: 4px 20px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font: 550 15px/22px var(--_font);
    letter-spacing: -0.005em;
    text-decoration: none;
    cursor: pointer;
    user-select: none;
    -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;
  }
  .pay { width: 100%; }
  .price { margin: 0 0 12px; font: 650 34px/40px var(--_font); letter-spacing: -0.022em; }
  :host([size='small']) .pay { gap: 8px; min-height: 36px; padding: 4px 14px; border-radius: calc(var(--_radius) * 0.75); font-size: 13px; line-height: 20px; }
  :host([size='large']) .pay { gap: 12px; min-height: 56px; padding: 4px 24px; font-size: 17px; line-height: 24px; }
  .key:focus-visible { outline: 2px solid var(--_ring); outline-offset: 3px; }
  .key:is(:disabled, [aria-disabled='true']) { cursor: default; opacity: 0.4; }
  .bolt { flex: none; height: 1.0667em; fill: var(--_bolt); }
  @media (hover: hover) {
    .key:not(:disabled, [aria-disabled='true']):hover { background: color-mix(in srgb, var(--_accent) 92%, var(--_on-accent)); }
  }
  @media (prefers-reduced-motion: no-preference) {
    .key { transition: 120ms ease-out; transition-property: scale, background, opacity; }
    .key:not(:disabled, [aria-disabled='true']):active { scale: 0.98; }
    [aria-busy='true'] .bolt { animation: bolt 800ms ease-in-out infinite alternate; }
    @keyframes bolt { to { opacity: 0.25; } }
  }
  @media (forced-colors: active) {
    .bolt { fill: currentColor; }
  }
`;
