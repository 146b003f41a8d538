/** Status of an invoice in our ledger. */
export type InvoiceStatus = 'new' | 'processing' | 'expired' | 'invalid' | 'settled';

/** Network of a Lightning invoice. */
export type Network = 'mainnet' | 'testnet' | 'signet' | 'regtest';

/** One Lightning invoice at BTCPay that a payment waits on, as the ledger keeps it. */
export interface Invoice {
  /** BTCPay's invoice id. */
  readonly id: string;
  /** 1 for the first invoice of a payment; it stands in BTCPay's metadata too, so that a lost answer can be adopted. */
  readonly attempt: number;
  readonly status: InvoiceStatus;
  /** BOLT11 that can be paid now; BTCPay replaces it after a part payment. */
  readonly bolt11: string;
  /** Hex, of `bolt11`. */
  readonly paymentHash: string;
  /** What the whole invoice asks, millisatoshis. */
  readonly amountMsat: bigint;
  /** What `bolt11` asks, millisatoshis. */
  readonly dueMsat: bigint;
  /** What arrived, millisatoshis; 0 for a mark by hand. */
  readonly paidMsat: bigint;
  /** Price of one bitcoin in the payment's currency, decimal string. */
  readonly rate: string;
  /** BTCPay's own end of the invoice, Unix ms. */
  readonly expirationMs: number;
  /** End that the page shows, Unix ms by BTCPay's clock: one minute before the BOLT11's own end. */
  readonly expiresAtMs: number;
  /** The same moment by our own clock, Unix ms: countdowns come from it, whatever BTCPay's clock says. */
  readonly deadlineMs: number;
  /** By BTCPay's clock, Unix ms (whole seconds). */
  readonly createdAtMs: number;
}

/** A BOLT11 as decoded. */
export interface PaymentRequest {
  /** As BTCPay gave it, lower case. */
  readonly bolt11: string;
  readonly network: Network;
  /** Null when the invoice leaves the amount to the payer. */
  readonly amountMsat: bigint | null;
  /** Hex, 64 characters. */
  readonly paymentHash: string;
  /** Unix ms. */
  readonly expiresAtMs: number;
}

/** Money that BTCPay saw on an invoice. */
export interface ReceivedPayment {
  /** Payment hash of the BOLT11 that was paid, hex: BTCPay's id of the payment. */
  readonly id: string;
  readonly msat: bigint;
  /** BTCPay's own time, Unix ms (whole seconds). */
  readonly receivedAtMs: number;
  /** Only the node's own invoice says so: BTCPay does not know of it. */
  readonly byNode?: true;
}

/** What BTCPay says of an invoice at one moment, checked for shape but not yet judged. */
export interface InvoiceReading {
  readonly invoiceId: string;
  readonly storeId: string;
  readonly providerStatus: 'New' | 'Processing' | 'Settled' | 'Expired' | 'Invalid';
  /** `None`, `PaidPartial`, `PaidOver`, `PaidLate`, `Marked`, or a word that this version does not know. */
  readonly additionalStatus: string;
  /** Amount as BTCPay returned it, decimal string in `currency`. */
  readonly amount: string;
  readonly currency: string;
  /** Null when BTCPay gave the invoice no Lightning destination. */
  readonly lightning: {
    readonly request: PaymentRequest;
    readonly amountMsat: bigint;
    /** Negative when more arrived than was asked. */
    readonly dueMsat: bigint;
    readonly rate: string;
  } | null;
  /** Settled payments of every method, in the order of their time. */
  readonly received: readonly ReceivedPayment[];
  /** Unix ms. */
  readonly createdAtMs: number;
  readonly expirationMs: number;
  /** From our own metadata on the invoice; null on foreign ones. */
  readonly owner: { readonly paymentId: string; readonly attempt: number } | null;
}

/** What the node itself says of a BOLT11. */
export interface NodeReading {
  readonly paymentHash: string;
  readonly isPaid: boolean;
  readonly receivedMsat: bigint;
  /** By the node's clock, Unix ms; null while it is not paid. */
  readonly paidAtMs: number | null;
}

/**
 * Adds what the node received to what BTCPay saw: when its node was out of reach, BTCPay never learns of a payment
 * (FACTS section 5).
 */
export function withNodePayment(reading: InvoiceReading, node: NodeReading | null): InvoiceReading {
  if (node === null || !node.isPaid || node.paidAtMs === null) return reading;
  if (reading.received.some(({ id }) => id === node.paymentHash)) return reading;
  const missed = {
    id: node.paymentHash,
    msat: node.receivedMsat,
    receivedAtMs: node.paidAtMs,
    byNode: true,
  } as const;
  return {
    ...reading,
    received: [...reading.received, missed].sort((a, b) => a.receivedAtMs - b.receivedAtMs),
  };
}

/** Rank of each status: it never falls. Between `expired` and `invalid` the later reading wins. */
export const RANK = {
  new: 0,
  processing: 1,
  expired: 2,
  invalid: 2,
  settled: 3,
} as const satisfies Record<InvoiceStatus, number>;

/**
 * Moves an invoice's status by what was read.
 *
 * @returns The status that stands: `read`, or `current` where `read` ranks lower.
 */
export function advanceStatus(current: InvoiceStatus, read: InvoiceStatus): InvoiceStatus {
  return RANK[read] >= RANK[current] ? read : current;
}

/** What a reading says about the money. */
export interface Verdict {
  readonly status: InvoiceStatus;
  readonly paidMsat: bigint;
  /** The money that covers the invoice came after BTCPay's expiration, by BTCPay's own time. */
  readonly late: boolean;
  /** Called Settled by hand, without the money. */
  readonly manual: boolean;
  /** Called Invalid by hand. */
  readonly reversed: boolean;
}

const PROVIDER_STATUS = {
  New: 'new',
  Processing: 'processing',
  Expired: 'expired',
  Invalid: 'invalid',
  Settled: 'settled',
} as const satisfies Record<InvoiceReading['providerStatus'], InvoiceStatus>;

/**
 * Judges a reading. Paid is decided from money, not from the word Settled: a punctual payment may stay New
 * or end as Expired at BTCPay (FACTS section 5, "Paid in time, yet Expired").
 *
 * @param amountMsat What the whole invoice asks, millisatoshis, as recorded when it was made: above 0.
 */
export function judge(reading: InvoiceReading, amountMsat: bigint): Verdict {
  let paidMsat = 0n;
  let coveredAtMs: number | null = null;
  for (const payment of reading.received) {
    paidMsat += payment.msat;
    if (coveredAtMs === null && paidMsat >= amountMsat) coveredAtMs = payment.receivedAtMs;
  }
  const marked = reading.additionalStatus === 'Marked';
  return {
    status: coveredAtMs === null ? PROVIDER_STATUS[reading.providerStatus] : 'settled',
    paidMsat,
    late: coveredAtMs !== null && coveredAtMs > reading.expirationMs,
    manual: marked && coveredAtMs === null && reading.providerStatus === 'Settled',
    reversed: marked && reading.providerStatus === 'Invalid',
  };
}
