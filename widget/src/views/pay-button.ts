import { html, nothing } from './html.ts';

/** What the button shows. */
export interface PayButton {
  /** Words beside the bolt. */
  readonly label: string;
  readonly disabled: boolean;
  /** Pressed, and the checkout is still on its way from the network. */
  readonly busy: boolean;
  /** The checkout comes as a dialog. */
  readonly popup: boolean;
  /** Hover, focus or touch: the checkout will be wanted. */
  readonly onIntent: () => void;
  readonly onPress: () => void;
}

/** The bolt, then words. */
export const payButton = ({ label, disabled, busy, popup, onIntent, onPress }: PayButton) => html`<button
  part="button"
  class="key pay"
  type="button"
  aria-haspopup=${popup ? 'dialog' : nothing}
  aria-busy=${busy ? 'true' : nothing}
  .disabled=${disabled}
  @pointerenter=${onIntent}
  @pointerdown=${onIntent}
  @focus=${onIntent}
  @click=${onPress}
><svg class="bolt" part="bolt" viewBox="0 0 12 16" aria-hidden="true"><path d="M7.6 0 .6 9.2c-.2.3 0 .7.4.7h4L3.9 16l7.5-9.3c.2-.3 0-.7-.4-.7H6.9z"></path></svg><span part="label">${label}</span></button>`;
