import type { TemplateResult } from 'lit';
import { isPartPaid } from '../checkout-state.ts';
import type { Texts } from '../locales/en.ts';
import { walletLink } from '../wallets/deep-links.ts';
import { html, nothing } from './html.ts';
import { copiedIcon, copyIcon, walletIcon } from './icons.ts';
import { receiptLink } from './receipt-link.ts';
import type { Scene } from './scene.ts';

/** One primary action a panel, and at most one beside it. They are there from the first moment, in place. */
export function actions(scene: Scene): TemplateResult {
  return html`<div class="actions" part="actions">${actionsOf(scene)}</div>`;
}

function actionsOf({ state, texts, coarse, copied, on }: Scene) {
  switch (state.phase) {
    case 'settled': {
      const receipt = receiptLink(state.payment);
      return [
        button(texts.done, on.close),
        receipt
          ? html`<a part="action" class="key second" href=${receipt} target="_blank" rel="noopener noreferrer">${texts.receipt}</a>`
          : nothing,
      ];
    }
    case 'expired':
      return state.payment && isPartPaid(state.payment)
        ? button(texts.close, on.close)
        : button(texts.newCode, on.renew);
    case 'failed':
      return state.error?.retryable ? button(texts.tryAgain, on.retry) : button(texts.close, on.close);
    default: {
      const bolt11 = state.phase === 'awaiting' ? state.payment?.invoice?.bolt11 : undefined;
      const wallet = walletAction(texts, bolt11, coarse);
      const copy = copyAction(texts, on.copy, !bolt11, copied, !coarse);
      return coarse ? [wallet, copy] : [copy, wallet];
    }
  }
}

const button = (label: string, press: () => void) =>
  html`<button part="action primary" class="key primary" type="button" @click=${press}>${label}</button>`;

const part = (isPrimary: boolean) => (isPrimary ? 'action primary' : 'action');
const style = (isPrimary: boolean) => (isPrimary ? 'key primary' : 'key second');

const walletAction = (texts: Texts, bolt11: string | undefined, isPrimary: boolean) => html`<a
  part=${part(isPrimary)}
  class=${style(isPrimary)}
  role=${bolt11 ? nothing : 'link'}
  href=${bolt11 ? walletLink(bolt11) : nothing}
  aria-disabled=${bolt11 ? nothing : 'true'}
>${walletIcon}${texts.openWallet}</a>`;

/** `aria-disabled` and not `disabled`: a disabled button would drop the focus. */
const copyAction = (
  texts: Texts,
  press: () => void,
  isOff: boolean,
  isCopied: boolean,
  isPrimary: boolean,
) => html`<button
  part=${part(isPrimary)}
  class=${style(isPrimary)}
  type="button"
  aria-label=${isCopied ? texts.copied : texts.copyInvoice}
  aria-disabled=${isOff ? 'true' : nothing}
  @click=${isOff ? nothing : press}
>${isCopied ? copiedIcon : copyIcon}${isCopied ? texts.copied : texts.copy}</button>`;
