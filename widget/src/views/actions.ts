import type { TemplateResult } from 'lit';
import { isPartPaid } from '../checkout-state.ts';
import { walletLink } from '../wallets/deep-links.ts';
import { html, nothing } from './html.ts';
import { copiedIcon, copyIcon, walletIcon } from './icons.ts';
import { receiptLink } from './receipt-link.ts';
import type { Scene } from './scene.ts';

/** One primary action a panel, and at most one beside it. They are there from the first moment, in place. */
export function actions(scene: Scene): TemplateResult {
  return html`<div class="actions" part="actions">${actionsOf(scene)}</div>`;
}

function actionsOf(scene: Scene) {
  const { state, texts, on, support, page } = scene;
  const { payment, error } = state;
  switch (state.phase) {
    case 'settled':
      return [button(texts.done, on.close), link(receiptLink(payment), texts.receipt)];
    case 'expired':
      return payment && isPartPaid(payment)
        ? [button(texts.close, on.close), link(support, texts.support)]
        : button(texts.newCode, on.renew);
    case 'failed':
      return error?.retryable
        ? [
            button(texts.tryAgain, on.retry),
            link(payment ? support : page, payment ? texts.support : texts.paymentPage),
          ]
        : [button(texts.close, on.close), link(support, texts.support)];
    default:
      return payActions(scene);
  }
}

/** With a wallet in the browser: pay there. On a phone: a wallet app, unless the link to it did nothing. Else copy. */
function payActions(scene: Scene) {
  const { state, coarse, browserWallet, walletMissed } = scene;
  const bolt11 = state.phase === 'awaiting' ? state.payment?.invoice?.bolt11 : undefined;
  if (browserWallet) return [browserAction(scene, !bolt11), copyAction(scene, !bolt11, false)];
  const isWalletFirst = coarse && !walletMissed;
  const wallet = walletAction(scene, bolt11, isWalletFirst);
  const copy = copyAction(scene, !bolt11, !isWalletFirst);
  return isWalletFirst ? [wallet, copy] : [copy, wallet];
}

const part = (isPrimary: boolean) => (isPrimary ? 'action primary' : 'action');

const button = (label: string, press: () => void) =>
  html`<button part="action primary" class="key action primary" type="button" @click=${press}>${label}</button>`;

const link = (address: string | null, label: string) =>
  address === null
    ? nothing
    : html`<a part="action" class="key action" href=${address} target="_blank" rel="noopener noreferrer">${label}</a>`;

const walletAction = ({ texts, on }: Scene, bolt11: string | undefined, isPrimary: boolean) => html`<a
  part=${part(isPrimary)}
  class="key ${part(isPrimary)}"
  role=${bolt11 ? nothing : 'link'}
  href=${bolt11 ? walletLink(bolt11) : nothing}
  aria-disabled=${bolt11 ? nothing : 'true'}
  @click=${bolt11 ? on.openWallet : nothing}
>${walletIcon}${texts.openWallet}</a>`;

const browserAction = ({ texts, on }: Scene, isOff: boolean) => html`<button
  part="action primary"
  class="key action primary"
  type="button"
  aria-disabled=${isOff ? 'true' : nothing}
  @click=${isOff ? nothing : on.payInBrowser}
>${texts.browserWallet}</button>`;

/** `aria-disabled` and not `disabled`: a disabled button would drop the focus. */
const copyAction = ({ texts, on, copied }: Scene, isOff: boolean, isPrimary: boolean) => html`<button
  part=${part(isPrimary)}
  class="key ${part(isPrimary)}"
  type="button"
  aria-label=${copied ? texts.copied : texts.copyInvoice}
  aria-disabled=${isOff ? 'true' : nothing}
  @click=${isOff ? nothing : on.copy}
>${copied ? copiedIcon : copyIcon}${copied ? texts.copied : texts.copy}</button>`;
