import { createHash, randomBytes } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { encodeBolt11, MAX_DESCRIPTION_BYTES } from './bolt11.ts';
import { newNodeLabel } from './ids.ts';

/** An invoice as the node keeps it. */
export interface NodeInvoice {
  readonly label: string;
  readonly bolt11: string;
  /** Hex. */
  readonly paymentHash: string;
  /** Hex; told to the payer by paying. */
  readonly preimage: string;
  /** `null`: the payer chooses. */
  readonly amountMsat: bigint | null;
  /** Unix seconds. */
  readonly expiresAt: number;
  /** BTCPay's invoice that it belongs to. */
  readonly invoiceId: string;
  /** Replaced after a partial payment: can no longer be paid. */
  readonly cancelled: boolean;
  readonly paidAt: number | null;
  readonly receivedMsat: bigint | null;
}

/** What BTCPay asks of its node for one invoice. */
export interface MintRequest {
  readonly invoiceId: string;
  readonly amountMsat: bigint | null;
  readonly description: string;
  /** Unix milliseconds: when the node signs, and when BTCPay's invoice ends. */
  readonly nowMs: number;
  readonly expiresAtMs: number;
  readonly prefix: 'bcrt' | 'bc';
}

/** A node refused, in the words that BTCPay passes on. */
export class NodeError extends Error {}

const INT64_MAX = 9_223_372_036_854_775_807n;

/** The simulated Lightning node: it signs invoices and says who paid. It knows nothing of BTCPay's states. */
export class LightningNode {
  readonly #secretKey: Uint8Array;
  readonly #byHash = new Map<string, NodeInvoice>();
  readonly #hashByLabel = new Map<string, string>();
  readonly #hashByBolt11 = new Map<string, string>();

  constructor(
    secretKey: Uint8Array = secp256k1.utils.randomSecretKey(),
    invoices: readonly NodeInvoice[] = [],
  ) {
    this.#secretKey = secretKey;
    for (const invoice of invoices) this.#keep(invoice);
  }

  /** Compressed public key, hex. */
  get id(): string {
    return Buffer.from(secp256k1.getPublicKey(this.#secretKey, true)).toString('hex');
  }

  /** Private key, hex; for the state file only. */
  get secretKeyHex(): string {
    return Buffer.from(this.#secretKey).toString('hex');
  }

  /**
   * Signs a new invoice. It ends 0 or 1 s before BTCPay's own: both cut their times down to whole seconds.
   *
   * @throws NodeError With the node's words, for a long description or an amount beyond 64 bits.
   */
  mint(request: MintRequest): NodeInvoice {
    if (Buffer.byteLength(request.description) > MAX_DESCRIPTION_BYTES)
      throw new NodeError(`Description is too long: Max length ${MAX_DESCRIPTION_BYTES} bytes`);
    if ((request.amountMsat ?? 0n) > INT64_MAX)
      throw new NodeError('Value was either too large or too small for an Int64.');
    const preimage = randomBytes(32);
    const paymentHash = createHash('sha256').update(preimage).digest();
    const timestamp = Math.floor(request.nowMs / 1000);
    const expirySeconds = Math.max(Math.floor((request.expiresAtMs - request.nowMs) / 1000), 1);
    const bolt11 = encodeBolt11(
      {
        prefix: request.prefix,
        amountMsat: request.amountMsat,
        timestamp,
        expirySeconds,
        description: request.description,
        paymentHash,
        paymentSecret: randomBytes(32),
      },
      this.#secretKey,
    );
    return this.#keep({
      label: newNodeLabel(),
      bolt11,
      paymentHash: paymentHash.toString('hex'),
      preimage: preimage.toString('hex'),
      amountMsat: request.amountMsat,
      expiresAt: timestamp + expirySeconds,
      invoiceId: request.invoiceId,
      cancelled: false,
      paidAt: null,
      receivedMsat: null,
    });
  }

  /** Finds an invoice by payment hash, label or BOLT11 (upper case too). */
  find(reference: string): NodeInvoice | null {
    const hash =
      this.#hashByLabel.get(reference) ?? this.#hashByBolt11.get(reference.toLowerCase()) ?? reference;
    return this.#byHash.get(hash) ?? null;
  }

  /** Takes a payment, of whatever amount and however late. */
  receive(paymentHash: string, msat: bigint, nowMs: number): NodeInvoice {
    return this.#change(paymentHash, { paidAt: Math.floor(nowMs / 1000), receivedMsat: msat });
  }

  /** Gives up an unpaid invoice. */
  cancel(paymentHash: string): void {
    this.#change(paymentHash, { cancelled: true });
  }

  /** Ends an invoice now. */
  expire(paymentHash: string, nowMs: number): void {
    this.#change(paymentHash, { expiresAt: Math.floor(nowMs / 1000) });
  }

  /** All invoices, oldest first. */
  all(): NodeInvoice[] {
    return [...this.#byHash.values()];
  }

  #change(paymentHash: string, change: Partial<NodeInvoice>): NodeInvoice {
    const invoice = this.#byHash.get(paymentHash);
    if (!invoice) throw new NodeError(`unknown payment hash ${paymentHash}`);
    return this.#keep({ ...invoice, ...change });
  }

  #keep(invoice: NodeInvoice): NodeInvoice {
    this.#byHash.set(invoice.paymentHash, invoice);
    this.#hashByLabel.set(invoice.label, invoice.paymentHash);
    this.#hashByBolt11.set(invoice.bolt11, invoice.paymentHash);
    return invoice;
  }
}
