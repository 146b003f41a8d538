import type { Plugin } from 'vite';
import { type Cut, cutAll } from './cut.ts';
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

/** What no template of the widget holds; a test renders every form that one may. */
const LIT_HTML: readonly Cut[] = [
  [
    'directives',
    'function M(t,i,s=t,e){if(i===E)return i;let h=void 0!==e?s._$Co?.[e]:s._$Cl;const o=a(i)?void 0:i._$litDirective$;return h?.constructor!==o&&(h?._$AO?.(!1),void 0===o?h=void 0:(h=new o(t),h._$AT(t,s,e)),void 0!==e?(s._$Co??=[])[e]=h:s._$Cl=h),void 0!==h&&(i=M(t,h._$AS(t,i.values),h,e)),i}',
    'const M=(t,i)=>i;',
  ],
  [
    'the parent that directives ask for',
    'get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}',
  ],
  ['connection of a part', 'get _$AU(){return this._$AM?._$AU??this._$Cv}'],
  ['connection of a part', ',this._$Cv=e?.isConnected??!0'],
  ['connection of a part', 'this._$AP?.(!1,!0,s);', ';'],
  ['connection of a part', 'setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}'],
  [
    'connection of an attribute',
    'get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}',
  ],
  [
    'the place of a part, for directives',
    'get parentNode(){let t=this._$AA.parentNode;const i=this._$AM;return void 0!==i&&11===t?.nodeType&&(t=i.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}',
  ],
  [
    'expressions in the place of an attribute',
    'else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t));',
    ';',
  ],
  ['expressions in the place of an attribute', ':6===r.type&&(i=new Z(h,this,t))', ':0'],
  [
    'expressions in the place of an attribute',
    'class Z{constructor(t,i,s){this.element=t,this.type=6,this._$AN=void 0,this._$AM=i,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(t){M(this,t)}}',
  ],
  [
    'expressions in script, style, textarea and title',
    'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
  ],
  [
    'expressions in script, style, textarea and title',
    '(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p)',
    '(c=p)',
  ],
  [
    'expressions in comments',
    'else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}',
  ],
  ['templates of SVG and MathML', 'l=2===i?"<svg>":3===i?"<math>":"",c=v', 'l="",c=v'],
  ['templates of SVG and MathML', '+(2===i?"</svg>":3===i?"</math>":"")'],
  [
    'templates of SVG and MathML',
    ',2===i||3===i){const t=this.el.content.firstChild;t.replaceWith(...t.childNodes)}for(',
    ',0);for(',
  ],
  [
    'compiled templates',
    '"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)',
    'this._$AC(t)',
  ],
  [
    'internals for other packages of Lit',
    'j={M:h,P:o,A:n,C:1,L:N,R,D:d,V:M,I:k,H,N:L,U:z,B:I,F:Z},B=t.litHtmlPolyfillSupport;B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3");const D=',
    'D=',
  ],
  ['internals for other packages of Lit', 'j as _$LH,'],
];

const LIT_ELEMENT: readonly Cut[] = [
  ['connection of a part', 'this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),'],
  [
    'connection of a part',
    'connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return r}',
  ],
  [
    'polyfills and versions',
    ',i["finalized"]=!0,s.litElementHydrateSupport?.({LitElement:i});const o=s.litElementPolyfillSupport;o?.({LitElement:i});const n={_$AK:(t,e,r)=>{t._$AK(e,r)},_$AL:t=>t._$AL};(s.litElementVersions??=[]).push("4.2.2");',
    ',i["finalized"]=!0;',
  ],
  ['internals for other packages of Lit', ',n as _$LE'],
];

const REACTIVE_ELEMENT: readonly Cut[] = [
  ['polyfills and versions', ',p?.({ReactiveElement:y}),(a.reactiveElementVersions??=[]).push("2.1.2")'],
  ['metadata of decorators', 'Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;'],
  [
    'metadata of decorators',
    'const t=this[Symbol.metadata];if(null!==t){const s=litPropertyMetadata.get(t);if(void 0!==s)for(const[t,i]of s)this.elementProperties.set(t,i)}',
  ],
  ['initializers', 'static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}'],
  ['initializers', ',void 0!==t.l&&(this.l=[...t.l])'],
  ['initializers', ',this.constructor.l?.forEach(t=>t(this))'],
  ['attributes that hold JSON', 'case Object:case Array:t=null==t?t:JSON.stringify(t)'],
  [
    'attributes that hold JSON or numbers',
    'case Number:i=null===t?null:Number(t);break;case Object:case Array:try{i=JSON.parse(t)}catch(t){i=null}',
  ],
  [
    'lists of style sheets',
    'const i=[];if(Array.isArray(s)){const e=new Set(s.flat(1/0).reverse());for(const s of e)i.unshift(t(s))}else void 0!==s&&i.push(t(s));return i',
    'return s?[t(s)]:[]',
  ],
  ['converters', '(void 0!==i.converter?.toAttribute?i.converter:u)', 'u'],
  [
    'converters',
    'h="function"==typeof t.converter?{fromAttribute:t.converter}:void 0!==t.converter?.fromAttribute?t.converter:u;',
    'h=u;',
  ],
  ['defaults that are restored with their attribute', 'this[e]=r??this._$Ej?.get(e)??r,', 'this[e]=r,'],
  [
    'defaults that are restored with their attribute',
    '||i.useDefault&&i.reflect&&h===this._$Ej?.get(t)&&!this.hasAttribute(r._$Eu(t,i))',
  ],
  [
    'defaults that are restored with their attribute',
    'i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,r??s??this[t]),!0!==h||void 0!==r)||(this._$AL',
    '(this._$AL',
  ],
];

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
