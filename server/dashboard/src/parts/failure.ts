import { html, nothing, type TemplateResult } from 'lit';
import type { ApiError } from '../api-error.ts';
import { markIcon } from './icons.ts';

/**
 * Says why something did not come, or did not happen.
 *
 * @param again Tries it again; null where that is elsewhere.
 */
export function failure(
  error: ApiError | null,
  again: (() => void) | null = null,
): TemplateResult | typeof nothing {
  if (error === null) return nothing;
  return html`<div class="failure" role="alert">
    ${markIcon}
    <p>${error.words}</p>
    ${again === null ? nothing : html`<button type="button" class="quiet" @click=${again}>Try again</button>`}
  </div>`;
}
