import type { Clock } from '../clock.ts';
import { CheckoutError } from '../errors.ts';
import type { CreatePaymentInput } from '../payment-api.ts';
import { makeIdentity } from './make-identity.ts';
import { priceOrder } from './price-order.ts';
import type { RandomBytes } from './random-bytes.ts';
import { mintInvoice, type SandboxInvoice } from './sandbox-invoice.ts';
import { nextChangeMs, receive, type SandboxPayment, withStatus } from './sandbox-payment.ts';
import { sandboxSats } from './sandbox-rates.ts';

/** What a ledger is built on. */
export interface SandboxLedgerOptions {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Life of an invoice, as the page shows it. */
  readonly lifeSeconds: number;
}

/** Payments of one page load, in memory alone. Time changes them when they are looked at; it holds no timer. */
export class SandboxLedger {
  readonly clock: Clock;
  readonly #options: SandboxLedgerOptions;
  readonly #payments = new Map<string, SandboxPayment>();
  /** By idempotency key, or by the signed request, which is its own. */
  readonly #creations = new Map<string, { readonly id: string; readonly body: string }>();
  readonly #watchers = new Set<(id: string) => void>();

  constructor(options: SandboxLedgerOptions) {
    this.#options = options;
    this.clock = options.clock;
  }

  /**
   * Makes a payment, or gives the one already made with this key.
   *
   * @throws CheckoutError `idempotency_key_invalid`, `idempotency_mismatch`, and as `priceOrder`.
   */
  create(input: CreatePaymentInput, key: string): SandboxPayment {
    if (!/^[\w-]{22,255}$/.test(key)) throw new CheckoutError('idempotency_key_invalid');
    const body = input.request ?? JSON.stringify(input);
    const known = this.#creations.get(input.request ?? key);
    if (known && known.body !== body) throw new CheckoutError('idempotency_mismatch');
    if (known) return this.find(known.id);
    const kept = this.#make(input);
    this.#creations.set(input.request ?? key, { id: kept.payment.id, body });
    this.#payments.set(kept.payment.id, kept);
    return kept;
  }

  /**
   * The payment as it is now.
   *
   * @param clientSecret Checked where it is given: a page has to know it, the wallet in the page has not.
   * @throws CheckoutError `payment_not_found` where the id is unknown or the secret is not its own.
   */
  find(id: string, clientSecret?: string): SandboxPayment {
    const kept = this.#payments.get(id);
    if (!kept || (clientSecret !== undefined && clientSecret !== kept.clientSecret))
      throw new CheckoutError('payment_not_found');
    return this.#store(this.#passTime(kept));
  }

  /**
   * Changes a payment and tells who watches; not where `change` gives the same object back.
   *
   * @throws CheckoutError `payment_not_found`.
   */
  change(id: string, change: (kept: SandboxPayment) => SandboxPayment): SandboxPayment {
    return this.#store(change(this.find(id)));
  }

  /** Calls `watcher` with the id of each payment that changes; the answer ends it. */
  watch(watcher: (id: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** A fresh invoice of a payment, over what is due. */
  freshInvoice({ payment, invoice }: SandboxPayment): SandboxInvoice {
    return this.#mint(payment, invoice.amountSats, this.#options.lifeSeconds * 1000);
  }

  /** The payment once so many satoshis have come; an invoice over the remainder ends when the one before would have. */
  paid(kept: SandboxPayment, sats: number): SandboxPayment {
    const leftMs = Math.max(0, kept.invoice.endsAtMs - this.clock.now());
    return receive(kept, sats, this.#now(), (amountSats) => ({
      ...this.#mint(kept.payment, amountSats, leftMs),
      endsAtMs: kept.invoice.endsAtMs,
    }));
  }

  #make(input: CreatePaymentInput): SandboxPayment {
    const { orderId = null, description = null } = input;
    const price = priceOrder(input);
    const { id, reference, clientSecret } = makeIdentity(this.#options.randomBytes);
    const payment = {
      id,
      reference,
      ...price,
      status: 'new',
      flags: [],
      version: 1,
      paidSats: 0,
      orderId,
      description,
      network: 'regtest',
      test: true,
      createdAt: this.#now(),
      settledAt: null,
      receipt: null,
      receiptUrl: null,
    } as const;
    const sats = sandboxSats(price.amount, price.currency);
    const invoice = this.#mint(payment, sats, this.#options.lifeSeconds * 1000);
    return { payment, clientSecret, invoice, settlesAtMs: null };
  }

  #mint({ currency, reference }: SandboxPayment['payment'], amountSats: number, lifeMs: number) {
    return mintInvoice({ ...this.#options, amountSats, currency, reference, lifeMs });
  }

  #passTime(kept: SandboxPayment): SandboxPayment {
    const atMs = nextChangeMs(kept);
    if (atMs === null || this.clock.now() < atMs) return kept;
    return kept.payment.status === 'new'
      ? withStatus(kept, 'expired')
      : this.paid(kept, kept.invoice.amountSats);
  }

  #store(kept: SandboxPayment): SandboxPayment {
    const { id } = kept.payment;
    if (this.#payments.get(id) === kept) return kept;
    this.#payments.set(id, kept);
    for (const watcher of this.#watchers) watcher(id);
    return kept;
  }

  /** RFC 3339, without fractions of a second, as the server writes it. */
  #now(): string {
    return new Date(this.clock.wallNow()).toISOString().replace(/\.\d+/, '');
  }
}
