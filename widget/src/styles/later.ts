import { css } from './css.ts';

/** What becomes of the panel once the code was seen: the last minutes, a lost connection, the code that is over. */
export const LATER: string = css`
  .veil { fill: var(--_ink); opacity: 0.1; filter: blur(1.5px); }
  .sign.clock { color: var(--_muted); }
  .track { opacity: 0.16; }
  .dot.lost { background: none; box-shadow: inset 0 0 0 2px var(--_notice); }
  .soon .runs > i { background: var(--_notice); }
  .soon .time { color: var(--_notice); font-weight: 550; }
  @media (prefers-reduced-motion: no-preference) {
    .turn { animation: turn 1s linear infinite; }
    @keyframes turn { to { rotate: 360deg; } }
  }
`;
