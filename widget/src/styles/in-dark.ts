import { css } from './css.ts';

/**
 * Puts tokens of the dark theme where it holds.
 *
 * @param declarations Of the wrapper that carries all tokens.
 */
export const inDark = (declarations: string): string => css`
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) .root { ${declarations} }
  }
  :host([theme='dark']) .root { ${declarations} }
`;
