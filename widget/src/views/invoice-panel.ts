import type { TemplateResult } from 'lit';
import type { CheckoutState } from '../checkout-state.ts';
import type { Texts } from '../locales/en.ts';
import { fill } from '../locales/localize.ts';
import { formatSats } from '../money.ts';
import type { QrCode } from '../qr.ts';
import { html, nothing } from './html.ts';
import { markSign } from './icons.ts';
import type { Scene } from './scene.ts';
import { isNothingCharged, statusText } from './status-text.ts';
import { SOON_SECONDS, timeLeft } from './time-left.ts';

/** Amount, card, time and status: every phase; `settled` only until its own panel has come. */
export function invoicePanel(scene: Scene): TemplateResult {
  const { state, amount, locale, texts } = scene;
  const seconds = state.phase === 'awaiting' ? state.secondsLeft : null;
  const isSoon = seconds !== null && seconds <= SOON_SECONDS;
  return html`<div class="panel ${isSoon ? 'soon' : ''}">
    <div class="sum">
      <p class="amount ${amount === null ? 'blank' : ''}" part="amount">${amount ?? '\u00a0'}</p>
      ${aside(scene)}
    </div>
    ${card(scene)}
    <div class="time-line ${seconds === null ? '' : 'runs'}" part="time-line"><i></i></div>
    <div class="status" part="status">
      ${dot(scene)}
      <p class="words ${state.phase === 'expired' || state.phase === 'failed' || scene.walletMissed ? 'plain' : ''}">${statusText(state, texts, locale, scene.walletMissed)}</p>
      ${seconds === null ? nothing : html`<span class="time" part="time" role="timer" aria-label=${texts.timeLeft}>${timeLeft(seconds)}</span>`}
    </div>
  </div>`;
}

/** To the right of the amount. What is first there is an element of its own: a text that grew would count as a layout shift. */
function aside(scene: Scene): TemplateResult {
  return scene.state.phase === 'creating'
    ? html`<span class="aside" part="sats">${scene.texts.oneMoment}</span>`
    : html`<span class="aside" part="sats">${asideText(scene)}</span>`;
}

function asideText({ state, locale, texts }: Scene): string {
  if (state.phase === 'expired') return texts.rateExpired;
  if (state.phase === 'failed') return isNothingCharged(state) ? texts.nothingCharged : '';
  const sats = state.lastSats || state.payment?.paidSats;
  return sats ? formatSats(sats, locale) : '';
}

/** Words plus shape: waiting pulses, a lost connection is a ring. */
function dot({ state }: Scene) {
  const shape = { creating: '', awaiting: 'waits', processing: 'none' }[state.phase as string] ?? 'none';
  if (state.link === 'reconnecting' && shape === 'waits') return html`<span class="dot lost"></span>`;
  return shape === 'none' ? nothing : html`<span class="dot ${shape}"></span>`;
}

function card(scene: Scene): TemplateResult {
  const { state, code, locale, texts } = scene;
  switch (state.phase) {
    case 'awaiting':
      return html`<div class="card paper" part="card">${code && qr(code, state, texts, locale)}</div>`;
    case 'processing':
    case 'expired':
    case 'settled':
      return html`<div class="card" part="card">${scene.later?.laterCard(scene)}</div>`;
    case 'failed':
      return html`<div class="card" part="card">${markSign}</div>`;
    default:
      return html`<div class="card shimmer" part="card"></div>`;
  }
}

const qr = ({ path, size }: QrCode, { payment }: CheckoutState, texts: Texts, locale: string) => html`<svg
  class="code" part="qr" role="img" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"
  aria-label=${fill(texts.code, { sats: formatSats(payment?.invoice?.amountSats ?? 0, locale) })}
><path d=${path}></path></svg>`;
