import type { Cut } from './cut.ts';

/** What no template of the widget holds; a test renders every form that one may. */
export const LIT_HTML: readonly Cut[] = [
  { what: 'other documents', code: '(t?.creationScope??l).importNode', instead: 'l.importNode' },
  {
    what: 'directives',
    code: 'function M(t,i,s=t,e){if(i===E)return i;let h=void 0!==e?s._$Co?.[e]:s._$Cl;const o=a(i)?void 0:i._$litDirective$;return h?.constructor!==o&&(h?._$AO?.(!1),void 0===o?h=void 0:(h=new o(t),h._$AT(t,s,e)),void 0!==e?(s._$Co??=[])[e]=h:s._$Cl=h),void 0!==h&&(i=M(t,h._$AS(t,i.values),h,e)),i}',
    instead: 'const M=(t,i)=>i;',
  },
  {
    what: 'the parent that directives ask for',
    code: 'get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}',
  },
  {
    what: 'connection of a part',
    code: 'get _$AU(){return this._$AM?._$AU??this._$Cv}',
  },
  {
    what: 'connection of a part',
    code: ',this._$Cv=e?.isConnected??!0',
  },
  {
    what: 'connection of a part',
    code: 'this._$AP?.(!1,!0,s);',
    instead: ';',
  },
  {
    what: 'connection of a part',
    code: 'setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}',
  },
  {
    what: 'connection of an attribute',
    code: 'get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}',
  },
  {
    what: 'the place of a part, for directives',
    code: 'get parentNode(){let t=this._$AA.parentNode;const i=this._$AM;return void 0!==i&&11===t?.nodeType&&(t=i.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}',
  },
  {
    what: 'expressions in the place of an attribute',
    code: 'else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t));',
    instead: ';',
  },
  {
    what: 'expressions in the place of an attribute',
    code: ':6===r.type&&(i=new Z(h,this,t))',
    instead: ':0',
  },
  {
    what: 'expressions in the place of an attribute',
    code: 'class Z{constructor(t,i,s){this.element=t,this.type=6,this._$AN=void 0,this._$AM=i,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(t){M(this,t)}}',
  },
  {
    what: 'expressions in script, style, textarea and title',
    code: 'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
  },
  {
    what: 'expressions in script, style, textarea and title',
    code: '(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p)',
    instead: '(c=p)',
  },
  {
    what: 'expressions in comments',
    code: 'else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}',
  },
  {
    what: 'templates of SVG and MathML',
    code: 'l=2===i?"<svg>":3===i?"<math>":"",c=v',
    instead: 'l="",c=v',
  },
  {
    what: 'templates of SVG and MathML',
    code: '+(2===i?"</svg>":3===i?"</math>":"")',
  },
  {
    what: 'templates of SVG and MathML',
    code: ',2===i||3===i){const t=this.el.content.firstChild;t.replaceWith(...t.childNodes)}for(',
    instead: ',0);for(',
  },
  {
    what: 'compiled templates',
    code: '"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)',
    instead: 'this._$AC(t)',
  },
  {
    what: 'internals for other packages of Lit',
    code: 'j={M:h,P:o,A:n,C:1,L:N,R,D:d,V:M,I:k,H,N:L,U:z,B:I,F:Z},B=t.litHtmlPolyfillSupport;B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3");const D=',
    instead: 'D=',
  },
  {
    what: 'internals for other packages of Lit',
    code: 'j as _$LH,',
  },
  {
    what: 'options of listeners',
    code: 'e=t===A&&s!==A||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive,',
    instead: 'e=t===A&&s!==A,',
  },
];

/** What the element does not need of its base class. */
export const LIT_ELEMENT: readonly Cut[] = [
  {
    what: 'connection of a part',
    code: 'this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),',
  },
  {
    what: 'connection of a part',
    code: 'connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return r}',
  },
  {
    what: 'polyfills and versions',
    code: ',i["finalized"]=!0,s.litElementHydrateSupport?.({LitElement:i});const o=s.litElementPolyfillSupport;o?.({LitElement:i});const n={_$AK:(t,e,r)=>{t._$AK(e,r)},_$AL:t=>t._$AL};(s.litElementVersions??=[]).push("4.2.2");',
    instead: ',i["finalized"]=!0;',
  },
  {
    what: 'internals for other packages of Lit',
    code: ',n as _$LE',
  },
];

/** What its properties, and its one class, do not need. */
export const REACTIVE_ELEMENT: readonly Cut[] = [
  { what: 'properties by symbol', code: 's=[...r(t),...o(t)]', instead: 's=r(t)' },
  { what: 'properties by symbol', code: 'getOwnPropertySymbols:o,' },
  {
    what: 'properties by symbol',
    code: '"string"==typeof t?t.toLowerCase():void 0',
    instead: 't.toLowerCase()',
  },
  { what: 'controllers that leave', code: 'removeController(t){this._$EO?.delete(t)}' },
  {
    what: 'controllers that come to a connected host',
    code: ',void 0!==this.renderRoot&&this.isConnected&&t.hostConnected?.()',
  },
  {
    what: 'polyfills and versions',
    code: ',p?.({ReactiveElement:y}),(a.reactiveElementVersions??=[]).push("2.1.2")',
  },
  {
    what: 'metadata of decorators',
    code: 'Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;',
  },
  {
    what: 'metadata of decorators',
    code: 'const t=this[Symbol.metadata];if(null!==t){const s=litPropertyMetadata.get(t);if(void 0!==s)for(const[t,i]of s)this.elementProperties.set(t,i)}',
  },
  {
    what: 'initializers',
    code: 'static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}',
  },
  {
    what: 'initializers',
    code: ',void 0!==t.l&&(this.l=[...t.l])',
  },
  {
    what: 'initializers',
    code: ',this.constructor.l?.forEach(t=>t(this))',
  },
  {
    what: 'attributes that hold JSON',
    code: 'case Object:case Array:t=null==t?t:JSON.stringify(t)',
  },
  {
    what: 'attributes that hold JSON or numbers',
    code: 'case Number:i=null===t?null:Number(t);break;case Object:case Array:try{i=JSON.parse(t)}catch(t){i=null}',
  },
  {
    what: 'lists of style sheets',
    code: 'const i=[];if(Array.isArray(s)){const e=new Set(s.flat(1/0).reverse());for(const s of e)i.unshift(t(s))}else void 0!==s&&i.push(t(s));return i',
    instead: 'return s?[t(s)]:[]',
  },
  {
    what: 'converters',
    code: '(void 0!==i.converter?.toAttribute?i.converter:u)',
    instead: 'u',
  },
  {
    what: 'converters',
    code: 'h="function"==typeof t.converter?{fromAttribute:t.converter}:void 0!==t.converter?.fromAttribute?t.converter:u;',
    instead: 'h=u;',
  },
  {
    what: 'defaults that are restored with their attribute',
    code: 'this[e]=r??this._$Ej?.get(e)??r,',
    instead: 'this[e]=r,',
  },
  {
    what: 'defaults that are restored with their attribute',
    code: '||i.useDefault&&i.reflect&&h===this._$Ej?.get(t)&&!this.hasAttribute(r._$Eu(t,i))',
  },
  {
    what: 'defaults that are restored with their attribute',
    code: 'i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,r??s??this[t]),!0!==h||void 0!==r)||(this._$AL',
    instead: '(this._$AL',
  },
  {
    what: 'accessors of decorators',
    code: 'this.prototype.hasOwnProperty(t)&&((s=Object.create(s)).wrapped=!0),',
    instead: '0,',
  },
  {
    what: 'accessors of decorators',
    code: 'const t=this.constructor.elementProperties;if(t.size>0)for(const[s,i]of t){const{wrapped:t}=i,e=this[s];!0!==t||this._$AL.has(s)||void 0===e||this.C(s,void 0,i,e)}',
  },
];
