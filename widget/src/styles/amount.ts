import { css } from './css.ts';

/** The question for the amount: in the place of the invoice and its actions, and as high. */
export const AMOUNT: string = css`
  .question { display: flex; flex-direction: column; }
  .ask { align-items: center; justify-content: center; gap: 16px; padding-block-end: 8px; text-align: center; }
  .entry { display: grid; grid-template-columns: minmax(0, 100%); justify-items: center; gap: 8px; width: 100%; color: var(--_muted); font-size: 13px; line-height: 20px; cursor: text; }
  .typed { display: flex; align-items: baseline; justify-content: center; gap: 2px; box-sizing: border-box; min-width: 208px; max-width: 100%; padding: 0 8px 6px; border-block-end: 2px solid var(--_line); font-size: 34px; line-height: 40px; font-weight: 650; letter-spacing: -0.022em; white-space: nowrap; }
  .typed.apart { gap: 8px; }
  .typed:focus-within { border-color: var(--_ink); }
  .typed.refused { border-color: var(--_danger); }
  .digits { position: relative; display: block; min-width: 0; overflow: hidden; color: var(--_ink); }
  .digits > i { visibility: hidden; padding-inline-end: 3px; font-style: normal; white-space: pre; }
  .digits > input {
    position: absolute;
    inset: 0;
    box-sizing: border-box;
    width: 100%;
    height: 100%;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: 0;
    background: none;
    color: inherit;
    font: inherit;
    font-variant-numeric: inherit;
    letter-spacing: inherit;
    caret-color: currentColor;
    outline: none;
    appearance: none;
  }
  .digits > input::placeholder { color: var(--_muted); opacity: 1; }
  .range { min-height: 40px; max-width: 280px; margin: 0; color: var(--_muted); font-size: 13px; line-height: 20px; text-wrap: balance; }
  .range.refused { color: var(--_danger); }
  .chips { margin: -4px; text-wrap: balance; }
  .chip { --_accent: var(--_wash); --_on-accent: var(--_ink); min-height: 40px; margin: 4px; padding: 4px 11px; border-radius: calc(var(--_radius) * 5 / 6); }
  .chip[aria-pressed='true'] { --_accent: var(--_surface); border-color: var(--_ink); box-shadow: inset 0 0 0 1px var(--_ink); }
  @media (forced-colors: active) {
    .typed:focus-within { border-color: Highlight; }
    .chip[aria-pressed='true'] { border: 2px solid Highlight; }
  }
`;
