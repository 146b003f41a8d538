import { html, type nothing, type TemplateResult } from 'lit';
import type { Loader } from '../loader.ts';
import { failure } from './failure.ts';

/**
 * Shows what a loader has: the value, grey lines while the first one is on its way, or why it did not come.
 *
 * @param ready Draws the value.
 * @param lines How many grey lines.
 */
export function loaded<T>(
  loader: Loader<T>,
  ready: (value: T) => TemplateResult,
  lines = 3,
): TemplateResult | typeof nothing {
  const { state } = loader;
  switch (state.kind) {
    case 'loading':
      return html`<div class="skeleton" aria-busy="true">
        <span class="unseen" role="status">Loading</span>
        ${Array.from({ length: lines }, () => html`<div class="grey"></div>`)}
      </div>`;
    case 'failed':
      return failure(state.error, () => loader.again());
    case 'ready':
      return html`<div class="loaded" aria-busy=${state.isStale}>${ready(state.value)}</div>`;
  }
}
