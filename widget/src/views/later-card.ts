import type { QrCode } from '../qr.ts';
import { html, nothing, type Template } from './html.ts';
import { clockSign, ringSign } from './later-icons.ts';
import type { Scene } from './scene.ts';

/** What is on the card once its code was used or is over: a code that says nothing, pale, and a sign upon it. */
export function laterCard({ state, code }: Scene): Template {
  return html`${code ? veil(code) : nothing}${state.phase === 'processing' ? ringSign : clockSign}`;
}

const veil = ({ path, size }: QrCode) => html`<svg
  class="code veil" viewBox="0 0 ${size} ${size}" aria-hidden="true"
><path d=${path}></path></svg>`;
