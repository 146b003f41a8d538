import { html, nothing, type TemplateResult } from 'lit';
import { View } from '../views/view.ts';
import { copyIcon, doneIcon } from './icons.ts';

const SAID_MS = 2_000;

/** `<copy-button>`: copies its `text`, and says so in place for two seconds. Without a clipboard it is not there. */
export class CopyButton extends View {
  static override properties = { text: { attribute: false }, said: { state: true } };
  declare text: string;
  declare said: boolean;

  protected override render(): TemplateResult | typeof nothing {
    if (!('clipboard' in navigator)) return nothing;
    return html`<button type="button" class="quiet" @click=${this.#copy}>
      ${this.said ? doneIcon : copyIcon}<span aria-live="polite">${this.said ? 'Copied' : 'Copy'}</span>
    </button>`;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      return; // not allowed: the text itself is beside the button
    }
    this.said = true;
    setTimeout(() => {
      this.said = false;
    }, SAID_MS);
  }
}
