import { createHash, timingSafeEqual } from 'node:crypto';
import type { MerchantAccess } from '../payments/ports.ts';

/**
 * Builds the check of the merchant's keys. Digests are compared, in constant time, so neither the time nor the length
 * of a key tells anything.
 */
export function createMerchantKeys(keys: {
  readonly all: readonly string[];
  readonly read: readonly string[];
}): (presented: string) => MerchantAccess {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const known = [
    ...keys.all.map((key) => ({ access: 'all' as const, digest: digest(key) })),
    ...keys.read.map((key) => ({ access: 'read' as const, digest: digest(key) })),
  ];
  return (presented) => {
    const given = digest(presented);
    let access: MerchantAccess = null;
    for (const entry of known) if (timingSafeEqual(entry.digest, given)) access ??= entry.access;
    return access;
  };
}
