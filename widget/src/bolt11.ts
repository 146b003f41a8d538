import type { Payment } from './payment.ts';

/** What a BOLT11 payment request says. */
export interface Bolt11 {
  readonly network: Payment['network'];
  /** Millisatoshis; null where the payer chooses. */
  readonly amountMsat: bigint | null;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Milliseconds since 1970: creation plus expiry (3600 s where not given). */
  readonly expiresAtMs: number;
  /** 64 hex digits. */
  readonly paymentHash: string;
}

/** Decodes a BOLT11 payment request and verifies its checksum. */
export declare function decodeBolt11(text: string): Bolt11;
