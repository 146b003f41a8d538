import { html, type TemplateResult } from 'lit';
import { Action } from '../action.ts';
import { closeAround, dialog, openDialog } from '../parts/dialog.ts';
import { failure } from '../parts/failure.ts';
import type { Session } from '../session.ts';
import type { Payment } from '../wire/payment.ts';
import { View } from './view.ts';

/** `<forget-dialog>`: asks whether a payment's personal data should really go. */
export class ForgetDialog extends View {
  static override properties = {
    session: { attribute: false },
    payment: { attribute: false },
    onForgotten: { attribute: false },
  };
  declare session: Session;
  declare payment: Payment;
  declare onForgotten: () => void;

  readonly #forgetting = new Action(this);

  /** Opens it anew. */
  open(): void {
    this.#forgetting.clear();
    void openDialog(this);
  }

  protected override render(): TemplateResult {
    const { isBusy, error } = this.#forgetting;
    return dialog({
      id: 'forget-title',
      title: `Personal data of ${this.payment.reference}`,
      isBusy,
      onClose: () => undefined,
      content: html`<div class="words">
          <p>Delete e-mail, description and metadata of this payment?</p>
          <p class="hint">This cannot be undone. The amounts, the reference and the order id stay, for your books.</p>
        </div>
        ${failure(error)}
        <p class="actions"><button type="button" class="primary danger" aria-disabled=${isBusy} @click=${this.#forget}>
            ${isBusy ? 'Deleting' : 'Delete'}</button>
          <button type="button" class="quiet" autofocus ?disabled=${isBusy} @click=${closeAround}>Cancel</button></p>`,
    });
  }

  #forget(): void {
    void this.#forgetting.run(async () => {
      await this.session.api.forgetPerson(this.payment.id);
      this.querySelector('dialog')?.close();
      this.onForgotten();
    });
  }
}
