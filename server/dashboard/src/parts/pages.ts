import { html, nothing, type TemplateResult } from 'lit';

/**
 * Links below a list. The way back through its pages is the browser's own.
 *
 * @param first Address of the first page; null where it is shown.
 * @param next Address of the next page; null where there is none.
 */
export function pageLinks(first: string | null, next: string | null): TemplateResult | typeof nothing {
  if (first === null && next === null) return nothing;
  return html`<nav class="pages" aria-label="Pages">
    ${first === null ? nothing : html`<a class="button quiet" href=${first}>First page</a>`}
    ${next === null ? nothing : html`<a class="button quiet" href=${next}>Next page</a>`}
  </nav>`;
}
