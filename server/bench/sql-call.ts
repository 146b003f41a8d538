/** One call of the driver, as the server made it. */
export interface SqlCall {
  readonly method: 'query' | 'exec';
  /** The statement and what came with it; JSON throughout. */
  readonly args: readonly unknown[];
}

/** What one payment's life asked of the ledger. */
export interface PaymentCalls {
  readonly create: readonly SqlCall[];
  readonly read: readonly SqlCall[];
  readonly settle: readonly SqlCall[];
}
