import type { TemplateResult } from 'lit';
import { fill } from '../locales/localize.ts';
import { actions } from './actions.ts';
import { html, nothing } from './html.ts';
import { closeIcon } from './icons.ts';
import { invoicePanel } from './invoice-panel.ts';
import type { Scene } from './scene.ts';
import { announcement } from './status-text.ts';

/**
 * The checkout as a dialog, or inline as a box in the page. The dialog takes the focus itself when it opens, so that its
 * name is read and no key press meets a button unseen.
 */
export function checkoutFrame(scene: Scene): TemplateResult {
  const { shop, on, locale, texts, inline } = scene;
  const name = fill(texts.dialog, { shop });
  return inline
    ? html`<section part="dialog" class="dialog inline" tabindex="-1" lang=${locale} dir=${texts.direction} aria-label=${name}>${content(scene)}</section>`
    : html`<dialog
    part="dialog"
    class="dialog"
    tabindex="-1"
    lang=${locale}
    dir=${texts.direction}
    aria-label=${name}
    @cancel=${on.dismiss}
    @close=${on.closed}
  >${content(scene)}<slot name="beside"></slot></dialog>`;
}

/** In the same order in every phase: shop and close; panel; actions; reference and TEST. */
const content = (scene: Scene): TemplateResult => {
  const { state, shop, on, locale, texts, question } = scene;
  return html`<div class="frame">
      <div class="head" @pointerdown=${on.drag}>
        <p class="shop" part="shop" dir="auto">${shop}</p>
        <button class="close" part="close" type="button" aria-label=${texts.close} @click=${on.close}>${closeIcon}</button>
      </div>
      ${question ?? [panel(scene), actions(scene)]}
      <div class="foot">
        <p class="reference" part="reference">${state.payment?.reference}</p>
        ${state.payment?.test ? html`<span class="test" part="test" title=${texts.testMeaning}>${texts.test}</span>` : nothing}
      </div>
      ${scene.controls}
    </div>
    <p class="live" role="status">${announcement(state, texts, locale, scene.walletMissed)}</p>`;
};

const panel = (scene: Scene): TemplateResult =>
  scene.state.phase === 'settled' && scene.later ? scene.later.outcomePanel(scene) : invoicePanel(scene);
