import type { Timings } from '../compose.ts';
import { explainPayment } from '../payments/explain.ts';
import type { Ledger } from '../payments/ports.ts';

/** What the command works with. */
export interface ExplainCommand {
  /** What follows the word: a payment's reference, in upper or lower case. */
  readonly args: readonly string[];
  readonly open: () => Promise<Ledger>;
  /** Unix ms. */
  readonly nowMs: number;
  readonly timings: Timings;
  /** Each a line of stdout, and of stderr. */
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** What keeps an embedded ledger to one process says so in these words (`ledger/lock-file.ts`). */
const HELD = /is in use by|was taken by/;

/**
 * `explain LP-XXXX-XXXX`: tells a payment's story in plain sentences, from the ledger alone.
 *
 * @returns The exit code: 0, or 1 when there is no such payment or the ledger could not be read.
 */
export async function explainCommand(command: ExplainCommand): Promise<0 | 1> {
  const { args, open, nowMs, timings, print, complain } = command;
  const [reference, ...more] = args;
  if (reference === undefined || more.length > 0) {
    complain('explain: needs one reference, as LP-7F3K-9Q2M');
    return 1;
  }
  try {
    const ledger = await open();
    try {
      const [payment] = await ledger.listPayments({ reference: reference.toUpperCase(), limit: 1 });
      const history = payment === undefined ? null : await ledger.getHistory(payment.id);
      if (history === null) {
        complain(`${reference}: no such payment`);
        return 1;
      }
      for (const { atMs, text } of explainPayment(history, nowMs, timings)) {
        print(atMs === null ? text : `${new Date(atMs).toISOString()}  ${text}`);
      }
      return 0;
    } finally {
      await ledger.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    complain(
      HELD.test(reason)
        ? 'explain: the server is running and has its ledger to itself; ask it: GET /v1/merchant/payments/<id>/explain'
        : `explain: the ledger cannot be read: ${reason}`,
    );
    return 1;
  }
}
