import { html } from 'hono/html';
import type { PaymentErrorCode } from '../../payments/errors.ts';
import type { Html } from './page.ts';
import { errorText } from './texts.ts';

/** How far the wish for a mailed receipt has come. */
export interface MailWish {
  /** It is on its way. */
  readonly isSent: boolean;
  /** Why the last try failed. */
  readonly notice: string | null;
}

/** Draws the form that has the receipt mailed: closed until somebody wants it. */
export function mailForm(action: string, { isSent, notice }: MailWish): Html {
  if (isSent) return html`<p id="mailed" role="status">The receipt is on its way to your mailbox.</p>`;
  const isWrong = notice !== null;
  return html`<details id="mail"${isWrong ? html` open` : ''}><summary>Mail me the receipt</summary>
<form class="mail" method="post" action="${action}">
<label class="unseen" for="email">Mail address</label>
<input id="email" name="email" type="email" autocomplete="email" maxlength="254" required placeholder="name@example.com" aria-invalid="${isWrong ? 'true' : 'false'}"${isWrong ? html` aria-describedby="mail-notice"` : ''}>
<button id="send" class="key" data-busy="Sending"><span>Send</span></button>
</form>
${isWrong ? html`<p id="mail-notice" class="notice" role="alert">${notice}</p>` : ''}</details>`;
}

/** Says why a receipt is not on its way. */
export function mailNotice(code: PaymentErrorCode): string {
  if (code === 'invalid_request') return 'Please enter a mail address.';
  if (code === 'rate_limited') return 'It was mailed three times already. The button above leads to it.';
  return errorText(code).words;
}
