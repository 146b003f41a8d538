import { css } from './css.ts';

/** What stands between shop and actions while there is something to pay: amount, card, time and status. */
export const PANELS = css`
  .panel { display: flex; flex-direction: column; box-sizing: border-box; min-height: calc(var(--_card) + var(--_status) + 78px); padding-block-start: 8px; }
  .sum { display: flex; align-items: baseline; justify-content: space-between; gap: 16px; height: 40px; white-space: nowrap; }
  .amount, .paid { margin: 0; font-size: 34px; line-height: 40px; font-weight: 650; letter-spacing: -0.022em; }
  .blank { width: 128px; background: var(--_wash); clip-path: inset(6px 0 round 8px); }
  .aside { color: var(--_muted); font-size: 13px; line-height: 20px; }
  .card {
    position: relative;
    display: grid;
    place-items: center;
    box-sizing: border-box;
    height: var(--_card);
    margin-block-start: 16px;
    border-radius: calc(var(--_radius) * 4 / 3);
    background: var(--_wash);
    overflow: hidden;
  }
  .card > * { grid-area: 1 / 1; }
  .card.paper { background: #fff; box-shadow: inset 0 0 0 1px #e4e7eb; forced-color-adjust: none; }
  .code { display: block; width: min(100%, var(--_card), var(--_code)); height: auto; fill: #0a0c10; }
  .sign { width: 48px; height: 48px; stroke-width: 1.25; }
  .sign.mark { color: var(--_danger); }
  .time-line { height: 2px; margin-block-start: 12px; border-radius: 1px; overflow: hidden; }
  .time-line.runs { background: var(--_line); }
  .runs > i { display: block; height: 100%; width: calc(var(--_left, 1) * 100%); border-radius: inherit; background: var(--_ink); }
  .status { display: flex; align-items: center; gap: 10px; min-height: var(--_status); }
  .words { flex: 1; margin: 0; font-weight: 550; }
  .words.plain { padding-block-end: 8px; color: var(--_muted); font-weight: 450; text-wrap: pretty; }
  .time { color: var(--_muted); font-weight: 450; letter-spacing: 0.01em; }
  .dot { flex: none; position: relative; width: 8px; height: 8px; margin-inline-end: 2px; border-radius: 50%; background: var(--_muted); }
  .dot.waits { background: var(--_success); }
  .dot.waits::after { content: ''; position: absolute; inset: -4px; border-radius: 50%; background: inherit; opacity: 0.24; }
  @media (forced-colors: active) {
    .dot, .runs > i { forced-color-adjust: none; background: CanvasText; }
    .card:not(.paper) { border: 1px solid CanvasText; }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel { animation: fade 120ms ease-out; }
    .shimmer::after { content: ''; grid-area: 1 / 1; width: 100%; height: 100%; background: linear-gradient(100deg, transparent 20%, var(--_sheen) 50%, transparent 80%); animation: sheen 1.6s ease-in-out infinite; }
    .dot.waits::after { animation: pulse 1.8s ease-out infinite; }
    @keyframes fade { from { opacity: 0; } }
    @keyframes sheen { from { translate: -100% 0; } to { translate: 100% 0; } }
    @keyframes pulse { from { scale: 0.5; opacity: 0.4; } 70%, to { scale: 1.25; opacity: 0; } }
  }
`;
