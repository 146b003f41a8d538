import { LitElement } from 'lit';

/** An element without a shadow: the one style sheet of the page and its labels reach into every view. */
export class View extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
