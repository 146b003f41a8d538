import type { Plugin } from 'vite';
import { replaceFiles } from './replace-files.ts';

/** The same exports, for browsers that have constructable style sheets. */
const CSS_TAG = `
  export const supportsAdoptingStyleSheets = true;
  export const unsafeCSS = (cssText) => ({
    get styleSheet() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(cssText);
      Object.defineProperty(this, 'styleSheet', { value: sheet });
      return sheet;
    },
  });
  export const getCompatibleStyle = (style) => style;
  export const adoptStyles = (root, styles) => {
    root.adoptedStyleSheets = styles.map((style) => style.styleSheet);
  };
  export const css = undefined, CSSResult = undefined;
`;

/**
 * Leaves out of Lit the style elements for browsers without constructable style sheets: every browser that the widget
 * supports has them (Safari 16.4, Chrome 73, Firefox 101), and a strict Content Security Policy would refuse the others.
 */
export function slimLit(): Plugin {
  const sha256 = '902f8d23ab8fb24afe05596988c22941f080ab58d263e419877006e58ea6c366';
  return {
    name: 'slim-lit',
    ...replaceFiles('@lit/reactive-element/', { 'css-tag.js': { sha256, by: () => CSS_TAG } }),
  };
}
