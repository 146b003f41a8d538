import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BASKET, type Order } from './order.ts';

/** The shop's orders, in one JSON file that survives a restart. */
export class OrderBook {
  readonly #file: string;
  readonly #orders: Map<string, Order>;

  /** @param file Path of the JSON file; it and its folder are made when the first order is placed. */
  constructor(file: string) {
    this.#file = file;
    this.#orders = new Map(readOrders(file).map((order) => [order.id, order]));
  }

  /** The order with this id, or undefined where the shop knows none. */
  find(id: string): Order | undefined {
    return this.#orders.get(id);
  }

  /**
   * Places a new order for the basket, on disk before it is returned.
   *
   * @param now Time of the order.
   */
  place(now: Date): Order {
    const order: Order = { id: this.#freeId(), ...BASKET, createdAt: now.toISOString() };
    this.#orders.set(order.id, order);
    mkdirSync(dirname(this.#file), { recursive: true });
    // Written beside and renamed, so that a kill leaves the old file or the new one, never half of one.
    writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#orders.values()], null, 1));
    renameSync(`${this.#file}.new`, this.#file);
    return order;
  }

  #freeId(): string {
    for (;;) {
      const id = `A-${randomInt(100_000, 1_000_000)}`;
      if (!this.#orders.has(id)) return id;
    }
  }
}

function readOrders(file: string): readonly Order[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Order[]; // written by place() alone
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`The shop's orders cannot be read: ${file}`, { cause: error });
  }
}
