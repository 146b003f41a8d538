import { css } from './css.ts';

/** The row of at most two actions: one primary, one beside it. They are keys, as the button is. */
export const ACTIONS: string = css`
  .actions { display: flex; gap: 8px; white-space: nowrap; }
  .action { padding-inline: 12px; }
  .primary { flex: 1; }
  .action:not(.primary) { --_accent: var(--_wash); --_on-accent: var(--_ink); min-width: 112px; }
`;
