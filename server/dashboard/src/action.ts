import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ApiError, toApiError } from './api-error.ts';

/** Something that is done once at a time: a second press while it runs does nothing. */
export class Action implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #subject: string | null = null;
  #error: ApiError | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get isBusy(): boolean {
    return this.#subject !== null;
  }

  /** Why it failed last; null where it did not. */
  get error(): ApiError | null {
    return this.#error;
  }

  /** Whether it runs for this one of several. */
  isBusyWith(subject: string): boolean {
    return this.#subject === subject;
  }

  /** Forgets why it failed. */
  clear(): void {
    this.#error = null;
    this.#host.requestUpdate();
  }

  /**
   * Does it, unless it is being done.
   *
   * @param subject Which one of several.
   */
  async run(act: () => Promise<void>, subject = ''): Promise<void> {
    if (this.isBusy) return;
    this.#subject = subject;
    this.#error = null;
    this.#host.requestUpdate();
    try {
      await act();
    } catch (error) {
      this.#error = toApiError(error);
    }
    this.#subject = null;
    this.#host.requestUpdate();
  }
}
