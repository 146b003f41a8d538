import { css } from './css.ts';

/** The outcome: a check that is drawn once, then what was paid and to whom. */
export const OUTCOME: string = css`
  .outcome { display: grid; grid-template-rows: 1fr auto 1fr; padding-block-end: 16px; text-align: center; }
  .told { grid-row: 2; display: grid; justify-items: center; }
  .seal { display: grid; place-items: center; width: 88px; height: 88px; margin-block-end: 20px; border-radius: 50%; color: var(--_success); background: color-mix(in srgb, currentColor 11%, var(--_surface)); }
  .seal .sign { width: 72px; height: 72px; stroke-width: 1.4; }
  .got { margin: 8px 0 16px; color: var(--_muted); font-weight: 550; }
  .got > * { unicode-bidi: isolate; }
  .got b { color: var(--_ink); font-weight: 550; margin-inline-end: 8px; }
  .thanks { margin: 0; max-width: 280px; color: var(--_muted); text-wrap: balance; overflow-wrap: anywhere; }
  @media (forced-colors: active) {
    .seal { border: 1px solid CanvasText; }
  }
  @media (prefers-reduced-motion: no-preference) {
    .seal .sign path { stroke-dasharray: 1; animation: draw 380ms 60ms ease-out both; }
    .seal { animation: seal 240ms ease-out; }
    @keyframes draw { from { stroke-dashoffset: 1; } to { stroke-dashoffset: 0; } }
    @keyframes seal { from { scale: 0.8; opacity: 0; } }
  }
`;
