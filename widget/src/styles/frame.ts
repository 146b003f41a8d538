import { css } from './css.ts';

/**
 * The dialog, its one constant height, and the bottom sheet that it is on phones.
 * Heights: 24 top, 20 shop, 8, 448 panel, 16, 48 actions, 12, 20 reference, 16 bottom.
 */
export const FRAME = css`
  .dialog {
    --_side: 24px;
    --_card: 328px;
    --_status: 64px;
    box-sizing: border-box;
    width: 376px;
    max-width: calc(100vw - 32px);
    max-height: calc(100dvh - 32px);
    margin: auto;
    padding: 0;
    border: 0;
    border-radius: calc(var(--_radius) * 5 / 3);
    overflow: auto;
    overscroll-behavior: contain;
    background: var(--_surface);
    color: var(--_ink);
    font: 450 15px/22px var(--_font);
    box-shadow: 0 0 0 1px var(--_edge), 0 1px 2px rgb(10 12 16 / 0.08), 0 24px 56px -8px rgb(10 12 16 / 0.28);
    outline: none;
  }
  .inline { margin: 0; box-shadow: 0 0 0 1px var(--_line); }
  .dialog::backdrop { background: var(--lp-backdrop, rgb(10 12 16 / 0.48)); }
  .frame { display: flex; flex-direction: column; padding: 24px var(--_side) 16px; }
  .head, .foot { display: flex; align-items: center; justify-content: space-between; gap: 16px; font-size: 13px; line-height: 20px; color: var(--_muted); min-height: 20px; }
  .head { position: relative; z-index: 1; }
  .shop, .reference { margin: 0; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .foot { margin-block-start: 12px; }
  .test { color: var(--_notice); font-weight: 650; letter-spacing: 0.02em; }
  .close {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    margin: -10px -12px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: inherit;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  .close:focus-visible { outline: 2px solid var(--_ring); outline-offset: -4px; }
  .icon, .sign { display: block; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
  .icon { width: 20px; height: 20px; }
  .live { position: absolute; inset-block-start: 0; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (hover: hover) {
    .close:hover { color: var(--_ink); background: var(--_wash) content-box; }
  }
  @media (forced-colors: active) {
    .dialog { border: 1px solid; }
  }
  @media (max-height: 640px) {
    .dialog { --_card: 284px; --_status: 56px; }
  }
  @media (max-width: 480px) {
    dialog.dialog {
      width: 100%;
      max-width: 100%;
      max-height: calc(100dvh - 16px);
      margin-block-end: 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      border-start-start-radius: calc(var(--_radius) * 2);
      border-start-end-radius: calc(var(--_radius) * 2);
      padding-block-end: env(safe-area-inset-bottom);
      transform: translateY(var(--_drag, 0));
    }
    dialog .frame { position: relative; }
    dialog .frame::before { content: ''; position: absolute; inset-block-start: 8px; inset-inline-start: calc(50% - 18px); width: 36px; height: 4px; border-radius: 2px; background: var(--_line); }
    dialog .head { touch-action: none; }
  }
  @media (max-width: 359px) {
    .dialog { --_side: 16px; }
  }
  @media (prefers-reduced-motion: no-preference) {
    dialog.dialog { opacity: 0; translate: 0 8px; transition: opacity 160ms ease-out, translate 160ms ease-out, overlay 160ms allow-discrete, display 160ms allow-discrete; }
    dialog.dialog[open] { opacity: 1; translate: 0 0; }
    .dialog::backdrop { opacity: 0; transition: opacity 160ms ease-out, overlay 160ms allow-discrete, display 160ms allow-discrete; }
    .dialog[open]::backdrop { opacity: 1; }
    @starting-style {
      dialog.dialog[open] { opacity: 0; translate: 0 8px; }
      .dialog[open]::backdrop { opacity: 0; }
    }
    @media (max-width: 480px) {
      dialog.dialog { opacity: 1; translate: 0 100%; transition-duration: 240ms; }
      @starting-style {
        dialog.dialog[open] { opacity: 1; translate: 0 100%; }
      }
    }
  }
`;
