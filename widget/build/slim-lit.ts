import type { Plugin } from 'vite';

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
  return {
    name: 'slim-lit',
    enforce: 'pre',
    load: (id) => (/\/@lit\/reactive-element\/(node\/)?css-tag\.js$/.test(id) ? CSS_TAG : null),
  };
}
