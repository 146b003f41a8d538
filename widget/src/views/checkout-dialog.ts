import type { TemplateResult } from 'lit';
import { fill } from '../locales/localize.ts';
import { actions } from './actions.ts';
import { html, nothing } from './html.ts';
import { closeIcon } from './icons.ts';
import { invoicePanel } from './invoice-panel.ts';
import type { Scene } from './scene.ts';
import { announcement } from './status-text.ts';

/**
 * The dialog, in the same order in every phase: shop and close; panel; actions; reference and TEST. It takes the focus
 * itself when it opens, so that its name is read and no key press meets a button unseen.
 */
export function checkoutDialog(scene: Scene): TemplateResult {
  const { state, shop, on, locale, texts, outcome } = scene;
  return html`<dialog
    part="dialog"
    class="dialog"
    tabindex="-1"
    lang=${locale}
    dir=${texts.direction}
    aria-label=${fill(texts.dialog, { shop })}
    @cancel=${on.dismiss}
    @close=${on.closed}
  >
    <div class="frame">
      <div class="head" @pointerdown=${on.drag}>
        <p class="shop" part="shop">${shop}</p>
        <button class="close" part="close" type="button" aria-label=${texts.close} @click=${on.close}>${closeIcon}</button>
      </div>
      ${state.phase === 'settled' && outcome ? outcome(scene) : invoicePanel(scene)}
      ${actions(scene)}
      <div class="foot">
        <p class="reference" part="reference">${state.payment?.reference}</p>
        ${state.payment?.test ? html`<span class="test" part="test" title=${texts.testMeaning}>${texts.test}</span>` : nothing}
      </div>
    </div>
    <p class="live" role="status">${announcement(state, texts, locale)}</p>
    <slot name="beside"></slot>
  </dialog>`;
}
