import type { ReactiveControllerHost } from 'lit';
import { Action } from './action.ts';
import type { ApiError } from './api-error.ts';
import type { Session } from './session.ts';
import type { Delivery } from './wire/delivery.ts';

/** How a list of deliveries lets one be sent again. */
export interface ReplayControl {
  isBusyWith(deliveryId: string): boolean;
  /** Why the last one could not be; null where it could. */
  errorOf(deliveryId: string): ApiError | null;
  /** Whether it was put in line again here. */
  isDone(deliveryId: string): boolean;
  run(deliveryId: string): void;
}

/** Sends a delivery again, from the start of its schedule. */
export class Replay {
  readonly #action: Action;
  readonly #onReplayed: (delivery: Delivery) => void;
  readonly #done = new Set<string>();
  #last: string | null = null;

  /** @param onReplayed Given the delivery as it is now. */
  constructor(host: ReactiveControllerHost, onReplayed: (delivery: Delivery) => void) {
    this.#action = new Action(host);
    this.#onReplayed = onReplayed;
  }

  /** Null for a key that may only read. */
  of({ api, access }: Session): ReplayControl | null {
    if (access === 'read') return null;
    return {
      isBusyWith: (id) => this.#action.isBusyWith(id),
      errorOf: (id) => (this.#last === id ? this.#action.error : null),
      isDone: (id) => this.#done.has(id),
      run: (id) =>
        void this.#action.run(async () => {
          this.#last = id;
          this.#onReplayed(await api.replay(id));
          this.#done.add(id);
        }, id),
    };
  }
}
