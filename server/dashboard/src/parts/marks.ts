import { html, nothing, type TemplateResult } from 'lit';
import { plain } from '../show/plain.ts';
import { showTime, showUtc } from '../show/time.ts';
import { flagWord, stateWord, statusWord } from '../show/words.ts';
import { checkIcon, clockIcon, markIcon, ringIcon, waitIcon } from './icons.ts';

const STATUS_ICONS: Readonly<Record<string, TemplateResult>> = {
  new: waitIcon,
  processing: ringIcon,
  settled: checkIcon,
  expired: clockIcon,
  invalid: markIcon,
};

const STATE_ICONS: Readonly<Record<string, TemplateResult>> = {
  pending: waitIcon,
  delivered: checkIcon,
  dead: markIcon,
};

/** A status as shape and word. */
export function statusMark(status: string): TemplateResult {
  return html`<span class="mark">${STATUS_ICONS[status] ?? waitIcon}${statusWord(status)}</span>`;
}

/** How far a message got, as shape and word. */
export function stateMark(state: string): TemplateResult {
  return html`<span class="mark">${STATE_ICONS[state] ?? waitIcon}${stateWord(state)}</span>`;
}

/** Flags in a word or two each. */
export function flagMarks(flags: readonly string[]): TemplateResult | typeof nothing {
  if (flags.length === 0) return nothing;
  return html`<span class="flags">${flags.map(flagWord).join(', ')}</span>`;
}

/** A moment in the reader's own time zone, with UTC on hover. */
export function moment(at: string): TemplateResult {
  return html`<time datetime=${at} title=${showUtc(at)}>${showTime(at, Date.now())}</time>`;
}

/** Text that others wrote: as text, in a direction of its own, with nothing hidden in it. */
export function foreign(text: string): TemplateResult {
  return html`<bdi>${plain(text)}</bdi>`;
}
