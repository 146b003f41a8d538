import {
  type BtcpayInvoice,
  type LedgerEvent,
  type LedgerPayment,
  parseLedgerEvents,
  parseLedgerPage,
  parseNewestInvoice,
} from './ledger-payment.ts';

/** A payment with its history: one row of the panel beside the shop. */
export interface LedgerRow extends LedgerPayment {
  readonly events: readonly LedgerEvent[];
}

/** Where the merchant API is and how to be let in. */
export interface LedgerViewOptions {
  /** Origin of the server, without a trailing slash. */
  readonly serverUrl: string;
  /** `MERCHANT_READ_KEY`: it reads, it cannot change anything. */
  readonly readKey: string;
  /** Milliseconds that one read may take. Default 3,000. */
  readonly timeoutMs?: number;
}

/** Reads the ledger over the server's own merchant API, as any shop would. */
export class LedgerView {
  readonly #options: LedgerViewOptions;
  /** Histories by payment id: a history is read again only when its payment has a new version. */
  readonly #histories = new Map<string, { version: number; events: readonly LedgerEvent[] }>();

  constructor(options: LedgerViewOptions) {
    this.#options = options;
  }

  /**
   * The newest payments with their histories, newest first.
   *
   * @param limit How many, 1 to 100.
   * @throws Error when the server does not answer, or not with a ledger.
   */
  async newest(limit: number): Promise<readonly LedgerRow[]> {
    const payments = parseLedgerPage(await this.#read(`/v1/merchant/payments?limit=${limit}`));
    for (const id of this.#histories.keys()) {
      if (!payments.some((payment) => payment.id === id)) this.#histories.delete(id);
    }
    return Promise.all(
      payments.map(async (payment) => ({ ...payment, events: await this.#historyOf(payment) })),
    );
  }

  /**
   * All payments that name an order.
   *
   * @param orderId The shop's order id.
   * @throws Error when the server does not answer, or not with a ledger.
   */
  async ofOrder(orderId: string): Promise<readonly LedgerPayment[]> {
    return parseLedgerPage(
      await this.#read(`/v1/merchant/payments?limit=100&orderId=${encodeURIComponent(orderId)}`),
    );
  }

  /**
   * The newest invoice of a payment, as BTCPay knows it.
   *
   * @returns Null where the payment has none yet.
   * @throws Error when the server does not answer, or not with a payment.
   */
  async newestInvoice(paymentId: string): Promise<BtcpayInvoice | null> {
    return parseNewestInvoice(await this.#read(`/v1/merchant/payments/${encodeURIComponent(paymentId)}`));
  }

  async #historyOf(payment: LedgerPayment): Promise<readonly LedgerEvent[]> {
    const known = this.#histories.get(payment.id);
    if (known?.version === payment.version) return known.events;
    const events = parseLedgerEvents(
      await this.#read(`/v1/merchant/payments/${encodeURIComponent(payment.id)}`),
    );
    this.#histories.set(payment.id, { version: payment.version, events });
    return events;
  }

  async #read(path: string): Promise<unknown> {
    const response = await fetch(this.#options.serverUrl + path, {
      headers: { authorization: `Bearer ${this.#options.readKey}` },
      signal: AbortSignal.timeout(this.#options.timeoutMs ?? 3000),
    });
    if (!response.ok) throw new Error(`The ledger answered ${response.status}.`);
    return response.json();
  }
}
