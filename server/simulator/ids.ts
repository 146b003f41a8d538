import { randomBytes } from 'node:crypto';
import { base58 } from '@scure/base';

/** A new id as BTCPay makes them for invoices, webhooks and deliveries: Base58 of 16 random bytes, 21 or 22 characters. */
export function newId(): string {
  return base58.encode(randomBytes(16));
}

/** A new label as BTCPay gives to the invoices it creates at the Lightning node: Base58 of 20 random bytes. */
export function newNodeLabel(): string {
  return base58.encode(randomBytes(20));
}
