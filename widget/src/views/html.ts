import type { TemplateResult } from 'lit';

/** What is drawn: a template with its values. */
export type Template = TemplateResult;

/**
 * Lit's `html`, without importing Lit: a template is its strings and values, and the element in the entry renders it.
 * So the checkout chunk imports nothing from the entry, whose address may carry a version or a query; importing it
 * back by name would load and register everything twice.
 *
 * @see https://github.com/lit/lit/blob/main/packages/lit-html/src/lit-html.ts (`tag`; `_$litType$` is kept stable
 * between versions of Lit for exactly such a mix)
 */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): TemplateResult<1> => ({
  _$litType$: 1,
  strings,
  values,
});

/** Renders nothing, and takes an attribute away: Lit's own symbol. */
export const nothing: unique symbol = Symbol.for('lit-nothing') as never;
