/**
 * Longest life of a token that is taken, in seconds. A `jti` is remembered for as long from its first use, so no token
 * outlives the memory of the payment that was made for it.
 */
export const MOST_REQUEST_SECONDS = 86_400;

/** What a merchant's backend signs: the price of one order. */
export interface RequestTerms {
  /** Decimal string. */
  readonly amount: string;
  /** ISO 4217 code, or `SATS`. */
  readonly currency: string;
  readonly orderId: string;
  readonly description: string | null;
}

/** A signed request that holds. */
export interface SignedRequest extends RequestTerms {
  /** The token's own id: one payment is made for it, whatever else is signed under it later. */
  readonly jti: string;
  /** What was signed, byte for byte: the same for the same token only. */
  readonly signedText: string;
}

/** Tokens by which a merchant's backend sets a price that the page can pass on, but not change. */
export interface RequestTokens {
  /**
   * Reads a token.
   *
   * @throws PaymentError `request_invalid`, which does not say why: the answer would help whoever forges one.
   */
  verify(token: string): Promise<SignedRequest>;
  /**
   * Signs a token with a `jti` of its own.
   *
   * @param expiresAtMs Unix ms, a whole second, at most 24 h ahead.
   */
  sign(terms: RequestTerms, expiresAtMs: number): Promise<string>;
}
