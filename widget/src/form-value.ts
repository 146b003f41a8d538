/** What the value of a form's element is held against. */
interface FormHost extends HTMLElement {
  readonly required: boolean;
  requestUpdate(): void;
}

/** What a form sees of the element: a value, and whether it may be sent without one. */
export class FormValue {
  readonly #host: FormHost;
  readonly #internals: ElementInternals | undefined;
  #value = '';
  #message = 'Please pay first.';

  /**
   * @param internals Undefined where the browser has none: then there is no form.
   * @param loadMessage Says why a form is not sent, in the customer's language; null where that is English, and
   * where it did not come.
   */
  constructor(
    host: FormHost,
    internals: ElementInternals | undefined,
    loadMessage: () => Promise<string | null>,
  ) {
    this.#host = host;
    this.#internals = internals;
    let isTranslated = false;
    // Texts come over the network only with the first try: nothing is loaded before somebody wants to pay or send.
    host.addEventListener('invalid', (event) => {
      if (isTranslated) return;
      isTranslated = true;
      event.preventDefault();
      void loadMessage().then((message) => {
        this.#message = message ?? this.#message;
        this.validate();
        internals?.reportValidity();
      });
    });
  }

  /** The receipt, or empty. */
  get value(): string {
    return this.#value;
  }

  set value(value: string) {
    this.#value = value;
    this.#internals?.setFormValue(value || null);
    this.#host.requestUpdate();
  }

  /** After each render, which may have brought the button that the message points at. */
  validate(): void {
    const isMissing = this.#host.required && !this.#value;
    const button = this.#host.shadowRoot?.querySelector<HTMLElement>('.pay');
    if (isMissing && button) this.#internals?.setValidity({ valueMissing: true }, this.#message, button);
    else this.#internals?.setValidity({});
  }
}
