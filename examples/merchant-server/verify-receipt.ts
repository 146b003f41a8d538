import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Order } from './order.ts';

/** Why a receipt is none for an order. */
export type ReceiptFault =
  /** Not a receipt of this payment server, or changed since it was signed. */
  | 'forged'
  /** A true receipt, for something else. */
  | 'other_order'
  /** A true receipt for this order, over another sum than the shop wrote down. */
  | 'price_mismatch';

/** A receipt that is refused. */
export class ReceiptRefused extends Error {
  override readonly name = 'ReceiptRefused';
  readonly fault: ReceiptFault;

  constructor(fault: ReceiptFault, options?: ErrorOptions) {
    super(fault, options);
    this.fault = fault;
  }
}

/** Whose receipts are taken. */
export interface ReceiptIssuer {
  /** Origin of the payment server, e.g. `https://pay.example.com`: another server's receipts are nothing here. */
  readonly origin: string;
  /** What its `/.well-known/jwks.json` gave once; read it again when a receipt names a key that is not in it. */
  readonly keys: JSONWebKeySet;
}

/** What a receipt says that was verified. */
export interface Receipt {
  readonly paymentId: string;
  /** `LP-XXXX-XXXX`, to find the payment by. */
  readonly reference: string;
  /** RFC 3339, UTC. */
  readonly settledAt: string;
}

/**
 * Verifies without asking anybody that an order was paid: who signed the receipt, for which shop's eyes, and that order and
 * sum are those of the shop's own record. The algorithm is named here, not taken from the receipt. A payment that was
 * reversed by hand since then keeps its receipt: for that, ask the server.
 *
 * @param receipt The JWT, as a form sends it or a webhook holds it.
 * @param order The shop's own record, never what the page said.
 * @throws ReceiptRefused with its `fault`.
 * @see https://www.rfc-editor.org/rfc/rfc8725#section-3 (algorithm, issuer, audience and type are all pinned)
 */
export async function verifyReceipt(
  receipt: string,
  { origin, keys }: ReceiptIssuer,
  order: Pick<Order, 'id' | 'amount' | 'currency'>,
): Promise<Receipt> {
  const { sub, reference, settledAt, orderId, amount, currency } = await open(receipt, origin, keys);
  if (orderId !== order.id) throw new ReceiptRefused('other_order');
  if (amount !== order.amount || currency !== order.currency) throw new ReceiptRefused('price_mismatch');
  return { paymentId: `${sub}`, reference: `${reference}`, settledAt: `${settledAt}` };
}

async function open(receipt: string, origin: string, keys: JSONWebKeySet): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(receipt, createLocalJWKSet(keys), {
      algorithms: ['EdDSA'],
      typ: 'receipt+jwt',
      issuer: origin,
      audience: 'receipt',
      requiredClaims: ['sub', 'reference', 'settledAt'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new ReceiptRefused('forged', { cause: error });
    throw error;
  }
}
