import { css } from './css.ts';

/** The offer to mail the receipt: below what was paid, which stays in the middle where there is room. */
export const RECEIPT_MAIL: string = css`
  .mail { grid-row: 3; align-self: end; box-sizing: border-box; width: 100%; min-height: 92px; font-size: 13px; line-height: 20px; color: var(--_muted); }
  .mail.over { align-self: start; padding-block-start: 12px; }
  .mail label { display: block; margin-block-end: 4px; text-align: start; }
  .mail .row { display: flex; gap: 8px; }
  .mail input {
    flex: 1;
    box-sizing: border-box;
    min-width: 0;
    height: 44px;
    margin: 0;
    padding: 0 12px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 5 / 6);
    background: var(--_surface);
    color: var(--_ink);
    font: 450 15px/22px var(--_font);
    appearance: none;
  }
  .mail input::placeholder { color: var(--_muted); opacity: 1; }
  .mail input:focus-visible { outline: 2px solid var(--_ring); outline-offset: 3px; }
  .mail input[aria-invalid] { border-color: var(--_danger); }
  .mail .action { min-width: 0; min-height: 44px; border-radius: calc(var(--_radius) * 5 / 6); }
  .note { min-height: 20px; margin: 4px 0 0; text-wrap: balance; }
  .note.refused { color: var(--_danger); text-align: start; }
  @media (max-height: 640px) {
    .mails { grid-template-rows: minmax(0, 1fr) auto auto; }
  }
  /* Safari enlarges the whole page for a field in smaller type. */
  @media (pointer: coarse) {
    .mail input { font-size: 16px; }
  }
`;
