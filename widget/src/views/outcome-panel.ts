import type { TemplateResult } from 'lit';
import { fill } from '../locales/localize.ts';
import { mailOffer } from '../mail-offer.ts';
import { formatSats } from '../money.ts';
import { html, nothing } from './html.ts';
import { checkSign } from './later-icons.ts';
import { receiptLink } from './receipt-link.ts';
import type { Scene } from './scene.ts';

/** Paid: the check is drawn once, then what was paid and to whom. */
export function outcomePanel(scene: Scene): TemplateResult {
  const { state, amount, shop, locale, texts } = scene;
  const mail = mailOffer(scene);
  const sats = state.payment?.paidSats ?? 0;
  return html`<div class="panel outcome ${mail === nothing ? '' : 'mails'}" part="outcome">
    <div class="told">
    <div class="seal">${checkSign}</div>
    <h2 class="paid">${texts.settled}</h2>
    <p class="got"><b>${amount}</b><span>${sats ? formatSats(sats, locale) : ''}</span></p>
    <p class="thanks">${fill(texts.hasPayment, { shop })} ${receiptLink(state.payment) ? texts.keepReceipt : ''}</p>
    </div>
    ${mail}
  </div>`;
}
