import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Reason, Verdict } from './judge-payment.ts';
import type { Order, Payment } from './order.ts';

const TABLES = `
  pragma journal_mode = wal;
  pragma synchronous = full; -- what was committed is on disk: a kill loses nothing
  create table if not exists orders (
    id text primary key,
    item text not null,
    amount text not null,
    currency text not null,
    state text not null default 'unpaid' check (state in ('unpaid', 'paid')),
    payment_id text unique, -- one payment pays one order
    request text,
    request_expires_at integer
  ) strict;
  create table if not exists shipments (
    order_id text primary key references orders (id),
    payment_id text not null,
    packed_at text
  ) strict;
  create table if not exists needs_attention (
    id integer primary key,
    order_id text,
    payment_id text not null,
    reference text not null,
    reason text not null
  ) strict;
  create table if not exists heard (webhook_id text primary key) strict;
`;

const ORDER = 'select id, item, amount, currency, state, payment_id as paymentId from orders';

/** Something that a person should look at. */
export interface Attention {
  readonly orderId: string | null;
  readonly paymentId: string;
  readonly reference: string;
  readonly reason: Reason;
}

/** A price that the shop signed for an order. */
export interface KeptRequest {
  readonly token: string;
  /** Unix seconds. */
  readonly expiresAt: number;
}

/** The shop's own record, in one SQLite file: what was ordered, what is to be shipped, what a person must look at. */
export class OrderBook {
  readonly #database: DatabaseSync;

  /** @param file Path of the database; made where it is missing. */
  constructor(file: string) {
    this.#database = new DatabaseSync(file);
    this.#database.exec(TABLES);
  }

  /** Writes an order down; the price is the shop's, never the page's. */
  place(item: string, amount: string, currency: string): Order {
    const id = `A-${randomBytes(8).toString('hex')}`;
    this.#run(
      'insert into orders (id, item, amount, currency) values (?, ?, ?, ?)',
      id,
      item,
      amount,
      currency,
    );
    return { id, item, amount, currency, state: 'unpaid', paymentId: null };
  }

  /** The order of this id; undefined where there is none. */
  find(id: string): Order | undefined {
    return this.#database.prepare(`${ORDER} where id = ?`).get(id) as Order | undefined; // the columns of ORDER
  }

  /** The request that was signed for an order; undefined before the first. */
  requestOf(orderId: string): KeptRequest | undefined {
    const sql = 'select request as token, request_expires_at as expiresAt from orders where id = ?';
    const row = this.#database.prepare(`${sql} and request is not null`).get(orderId);
    return row as KeptRequest | undefined; // the columns of the query
  }

  /** Keeps a signed request: a page that is opened again must offer the same payment again. */
  keepRequest(orderId: string, { token, expiresAt }: KeptRequest): void {
    this.#run(
      'update orders set request = ?, request_expires_at = ? where id = ?',
      token,
      expiresAt,
      orderId,
    );
  }

  /**
   * Writes down what an event came to, all of it or nothing. Safe to repeat: an event counts once by its `webhook-id`,
   * and an order is shipped once whatever else comes, because `unpaid` turns `paid` in one conditional statement.
   *
   * @param webhookId Null where the shop asked by itself; what a person must look at is told by webhooks alone.
   */
  record(webhookId: string | null, payment: Payment, { ships, reasons }: Verdict): void {
    this.#database.exec('begin immediate');
    try {
      if (webhookId === null || this.#run('insert or ignore into heard values (?)', webhookId) === 1) {
        const isSecond = ships && !this.#ship(payment);
        const told: readonly Reason[] = isSecond ? [...reasons, 'paid_twice'] : reasons;
        if (webhookId !== null) for (const reason of told) this.#tell(payment, reason);
      }
      this.#database.exec('commit');
    } catch (error) {
      this.#database.exec('rollback');
      throw error;
    }
  }

  /** Ids of the orders to be shipped, oldest first. */
  shipments(): string[] {
    const rows = this.#database.prepare('select order_id as id from shipments order by rowid').all();
    return rows.map(({ id }) => String(id));
  }

  /** What a person should look at, oldest first. */
  needsAttention(): Attention[] {
    const columns = 'order_id as orderId, payment_id as paymentId, reference, reason';
    const rows = this.#database.prepare(`select ${columns} from needs_attention order by id`).all();
    return rows as unknown as Attention[]; // the columns of the query
  }

  close(): void {
    this.#database.close();
  }

  /** @returns False where another payment has paid the order. */
  #ship({ id, orderId }: Payment): boolean {
    const paid = `update orders set state = 'paid', payment_id = ? where id = ? and state = 'unpaid'`;
    if (this.#run(paid, id, orderId) === 1) {
      this.#run('insert into shipments (order_id, payment_id) values (?, ?)', orderId, id);
      return true;
    }
    return (
      this.#database.prepare('select 1 from orders where id = ? and payment_id = ?').get(orderId, id) !==
      undefined
    );
  }

  #tell({ id, orderId, reference }: Payment, reason: Reason): void {
    const sql = 'insert into needs_attention (order_id, payment_id, reference, reason) values (?, ?, ?, ?)';
    this.#run(sql, orderId, id, reference, reason);
  }

  /** @returns How many rows changed. */
  #run(sql: string, ...values: (string | number | null)[]): number {
    return Number(this.#database.prepare(sql).run(...values).changes);
  }
}
