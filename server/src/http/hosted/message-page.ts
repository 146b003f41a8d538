import { html } from 'hono/html';
import { markSign } from './icons.ts';
import { type Html, layOut, type Site } from './page.ts';

/** A page that only says something. */
export interface Message {
  readonly title: string;
  readonly words: string;
  /** By which a person finds the failure in the log. */
  readonly requestId: string;
  /** Nothing can have been charged. */
  readonly isNothingCharged: boolean;
  /** Seconds until the page is worth another look; null: it is not. */
  readonly retrySeconds: number | null;
}

/** Draws what happened, and what to do. */
export function messagePage(site: Site, message: Message): Html {
  const { title, words, requestId, isNothingCharged, retrySeconds } = message;
  return layOut(site, {
    title,
    state: 'message',
    content: html`<div class="panel middle">
${markSign}
<h1 class="title">${title}</h1>
<p class="thanks">${words}</p>
${isNothingCharged ? html`<p class="told">Nothing was charged.</p>` : ''}
</div>`,
    foot: requestId,
    refreshSeconds: retrySeconds,
    rereadSeconds: retrySeconds,
  });
}
