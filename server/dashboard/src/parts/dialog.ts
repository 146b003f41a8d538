import { html, type TemplateResult } from 'lit';
import { closeIcon } from './icons.ts';

/** What a dialog shows. */
export interface DialogContent {
  /** Id of its title. */
  readonly id: string;
  readonly title: string;
  readonly content: TemplateResult;
  /** It cannot be closed by Escape or the cross now. */
  readonly isBusy?: boolean;
  readonly onClose: () => void;
}

/**
 * A native dialog. Put it into a view once and open it by `openDialog`: focus goes in and comes back by itself.
 */
export function dialog({ id, title, content, isBusy = false, onClose }: DialogContent): TemplateResult {
  const cancel = (event: Event) => {
    if (isBusy) event.preventDefault();
  };
  return html`<dialog aria-labelledby=${id} @cancel=${cancel} @close=${onClose}>
    <div class="dialog-head">
      <h2 id=${id}>${title}</h2>
      <button type="button" class="bare" aria-label="Close" ?disabled=${isBusy} @click=${closeAround}>${closeIcon}</button>
    </div>
    ${content}
  </dialog>`;
}

/** Closes the dialog that an event came from. */
export function closeAround(event: Event): void {
  if (event.target instanceof Element) event.target.closest('dialog')?.close();
}

/** Opens the dialog inside of an element, once that is drawn, with its form as it was drawn. */
export async function openDialog(
  host: HTMLElement & { readonly updateComplete: Promise<boolean> },
): Promise<void> {
  await host.updateComplete;
  host.querySelector('form')?.reset();
  const found = host.querySelector('dialog');
  if (found !== null && !found.open) found.showModal();
}
