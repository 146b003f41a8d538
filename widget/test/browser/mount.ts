/// <reference types="mocha" />
import type { LightningPay } from '../../src/lightning-pay.ts';

// Registered once for each page of tests, from what is shipped.
const ENTRY = '/dist/lightning-pay.js';
await import(ENTRY);

/** Puts a tag on the page. */
export async function mount(tag: string, onto: HTMLElement = document.body): Promise<LightningPay> {
  onto.insertAdjacentHTML('beforeend', tag);
  const element = onto.lastElementChild as LightningPay; // the tag is ours
  await element.updateComplete;
  return element;
}

/** Something in the shadow tree; fails where there is none. */
export function inside<E extends Element = HTMLElement>(element: LightningPay, selector: string): E {
  const found = element.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

/** Waits until something holds, checking with every frame; the runner's own limit ends it. */
export async function until(holds: () => boolean | null | undefined): Promise<void> {
  while (!holds()) await new Promise(requestAnimationFrame);
}

/** Waits for words in the live region. */
export async function announced(element: LightningPay, words: string): Promise<void> {
  await until(() => element.shadowRoot?.querySelector('.live')?.textContent?.includes(words));
}

/** What the customer would see of the code. */
export const codeOf = (element: LightningPay): Element | null =>
  element.shadowRoot?.querySelector('[part="qr"]') ?? null;

/** Ends all that a test put on the page. */
export async function clean(): Promise<void> {
  for (const element of document.querySelectorAll('lightning-pay')) element.remove();
  sessionStorage.clear();
  await new Promise((done) => setTimeout(done));
}

/** A tag of the fake server's. */
export const TAG = `<lightning-pay amount="50" server="${location.origin}"></lightning-pay>`;

/** Presses the button and waits for the code. */
export async function open(element: LightningPay): Promise<void> {
  inside(element, '.pay').click();
  await until(() => element.shadowRoot?.querySelector('dialog')?.open);
  await announced(element, 'Waiting for payment');
}

/** Names of the events of an element as they come. */
export function record(element: LightningPay): string[] {
  const names: string[] = [];
  for (const name of ['open', 'created', 'processing', 'settled', 'expired', 'error', 'close'])
    element.addEventListener(`lp-${name}`, () => names.push(name));
  return names;
}
