/** One sentence of a payment's story. */
export interface ExplainedLine {
  /** When it happened, Unix ms; null for what is true now. */
  readonly atMs: number | null;
  /** Plain English, times in UTC. */
  readonly text: string;
}
