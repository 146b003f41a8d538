import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ApiError, toApiError } from './api-error.ts';

/** How far a load got. `isStale`: something newer is on its way. */
export type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T; readonly isStale: boolean }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** Loads what a view shows. A later load wins over an earlier one, whichever is answered first. */
export class Loader<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #state: Loaded<T> = { kind: 'loading' };
  #load: (() => Promise<T>) | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get state(): Loaded<T> {
    return this.#state;
  }

  /** The newest value there is; null before the first one and after a failure. */
  get value(): T | null {
    return this.#state.kind === 'ready' ? this.#state.value : null;
  }

  /**
   * Loads something. What is shown stays until it came.
   *
   * @param isOther It is about something else than before: what is shown goes at once.
   */
  async run(load: () => Promise<T>, isOther = false): Promise<void> {
    this.#load = load;
    const before = this.#state;
    this.#show(before.kind === 'ready' && !isOther ? { ...before, isStale: true } : { kind: 'loading' });
    let after: Loaded<T>;
    try {
      after = { kind: 'ready', value: await load(), isStale: false };
    } catch (error) {
      after = { kind: 'failed', error: toApiError(error) };
    }
    if (this.#load === load) this.#show(after);
  }

  /** Loads the same again. */
  async again(): Promise<void> {
    if (this.#load !== null) await this.run(this.#load);
  }

  /** Puts a value in the place of the one that is shown; ignored where there is none. */
  change(to: (value: T) => T): void {
    if (this.#state.kind === 'ready') this.#show({ ...this.#state, value: to(this.#state.value) });
  }

  #show(state: Loaded<T>): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
