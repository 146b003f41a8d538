import type { Plugin } from 'vite';
import { type Cut, cutAll } from './cut.ts';
import { LIT_ELEMENT, LIT_HTML, REACTIVE_ELEMENT } from './lit-cuts.ts';
import { type Replacement, replaceFiles } from './replace-files.ts';

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

const file = (sha256: string, cuts: readonly Cut[]): Replacement => ({
  sha256,
  by: (code) => cutAll(code, cuts),
});

/**
 * Leaves out of Lit what the widget never uses: style elements for browsers without constructable style sheets (every
 * supported one has them, Safari 16.4, Chrome 73, Firefox 101, and a strict Content Security Policy would refuse the
 * others), directives, decorators, converters. What is left is the package's own code.
 */
export function slimLit(): Plugin {
  const cssTag = '902f8d23ab8fb24afe05596988c22941f080ab58d263e419877006e58ea6c366';
  const folders = [
    replaceFiles('@lit/reactive-element/', {
      'css-tag.js': { sha256: cssTag, by: () => CSS_TAG },
      'reactive-element.js': file(
        '76e9815ec67d16684bff1444224bf62532d6318dbd8f25e7c1e9546158b1335f',
        REACTIVE_ELEMENT,
      ),
    }),
    replaceFiles('lit-html/', {
      'lit-html.js': file('b878e7f95dec8a9b6e9b217faca6b6a11bad82ebc44c0caa77419ed83edd81f2', LIT_HTML),
    }),
    replaceFiles('lit-element/', {
      'lit-element.js': file('ee09e38303bb39c36959a961fb0a52663c798ee44493914472c3a61e84e55e3c', LIT_ELEMENT),
    }),
  ];
  return {
    name: 'slim-lit',
    enforce: 'pre',
    async load(id) {
      for (const folder of folders) {
        const code = await folder.load(id);
        if (code !== null) return code;
      }
      return null;
    },
    buildEnd(error) {
      for (const folder of folders) folder.buildEnd(error);
    },
  };
}
