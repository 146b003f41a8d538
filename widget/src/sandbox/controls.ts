import { html, type Template } from '../views/html.ts';
import type { SandboxWallet } from './sandbox-wallet.ts';

/**
 * What developers and designers play the sandbox with, below the actions of the dialog: pay, expire, fail. In English in
 * every language, as no customer sees it.
 *
 * @param isOver Settled, or failed for good: the buttons stay in place and are off.
 */
export function sandboxControls(wallet: SandboxWallet, paymentId: string, isOver: boolean): Template {
  const control = (label: string, press: (id: string) => void) => html`<button
    class="play"
    type="button"
    aria-disabled=${isOver ? 'true' : 'false'}
    @click=${() => isOver || press(paymentId)}
  >${label}</button>`;
  return html`<div class="sandbox" role="group" aria-label="Sandbox" lang="en" dir="ltr">
    <p class="sandbox-note">Sandbox: no money moves</p>
    <div class="plays">${control('Pay', wallet.pay)}${control('Expire', wallet.expire)}${control('Fail', wallet.fail)}</div>
  </div>`;
}
