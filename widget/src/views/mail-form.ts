import type { MailWords } from '../locales/mail-words.ts';
import { html, nothing, type Template } from './html.ts';

/** How far the wish for a mailed receipt has come. `spent`: the server mails no more of this payment. */
export type MailPhase = 'asking' | 'sending' | 'wrong' | 'failed' | 'sent' | 'spent';

/** What the offer is drawn from. */
export interface MailOffer {
  readonly phase: MailPhase;
  /** What is typed. */
  readonly typed: string;
  readonly words: MailWords;
  readonly on: {
    readonly type: (event: Event) => void;
    readonly submit: (event: Event) => void;
  };
}

/** One field and a quiet action beside it; once it is sent, a line. What it says is read aloud, so its place is always there. */
export function mailForm(offer: MailOffer): Template {
  const { phase, words } = offer;
  const notes = { wrong: words.wrong, failed: words.failed, sent: words.sent, spent: words.limit };
  const isOver = phase === 'sent' || phase === 'spent';
  const isRefused = phase === 'wrong' || phase === 'failed';
  const note = phase === 'asking' || phase === 'sending' ? '' : notes[phase];
  return html`<div class="mail ${isOver ? 'over' : ''}">
    ${isOver ? nothing : form(offer)}
    <p class="note ${isRefused ? 'refused' : ''}" part="hint" id="mail-note" role="status">${note}</p>
  </div>`;
}

const form = ({ phase, typed, words, on }: MailOffer) => html`<form novalidate @submit=${on.submit}>
  <label for="mail">${words.ask}</label>
  <div class="row"><input
    part="input"
    id="mail"
    name="email"
    type="email"
    dir="ltr"
    autocomplete="email"
    enterkeyhint="send"
    maxlength="254"
    placeholder="name@example.com"
    aria-describedby="mail-note"
    aria-invalid=${phase === 'wrong' ? 'true' : nothing}
    .value=${typed}
    ?readonly=${phase === 'sending'}
    @input=${on.type}
  ><button
    part="action"
    class="key action"
    type="submit"
    aria-disabled=${phase === 'sending' ? 'true' : nothing}
  >${phase === 'sending' ? words.sending : words.send}</button></div>
</form>`;
