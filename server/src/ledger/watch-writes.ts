import type { Alerts } from '../payments/ports.ts';
import type { LedgerConnection, LedgerFunction } from './ledger.ts';

/** Who hears of refused writes, and how often it is tried whether they are taken again. */
export interface WatchOptions {
  readonly alerts: Alerts;
  readonly timings: { readonly ledgerProbeMs: number };
}

const READS: ReadonlySet<LedgerFunction> = new Set([
  'lp_get_payment',
  'lp_find_by_invoice',
  'lp_find_by_receipt',
  'lp_changed_since',
  'lp_list_payments',
  'lp_list_messages',
  'lp_get_history',
  'lp_pending_deliveries',
  'lp_get_product',
  'lp_count_open',
  'lp_check',
]);

/**
 * Watches whether a database takes writes: one whose disk is full, or that became read-only, still answers reads.
 * After a write that it refused, an alert `ledger_unavailable` is raised once, and `lp_check` fails until the database
 * takes a page of data again.
 */
export function watchWrites(
  connection: LedgerConnection,
  { alerts, timings }: WatchOptions,
): LedgerConnection {
  /** The first refusal; null while writes are taken. */
  let refusal: unknown = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function refused(name: LedgerFunction, error: unknown): void {
    if (refusal !== null) return;
    refusal = error;
    alerts.raise('ledger_unavailable', { function: name, code: codeOf(error) });
    probeLater();
  }

  function probeLater(): void {
    timer = setTimeout(() => {
      connection.call('lp_probe_write', {}).then(() => {
        refusal = null;
      }, probeLater);
    }, timings.ledgerProbeMs).unref();
  }

  return {
    async call(name, args) {
      if (name === 'lp_check' && refusal !== null)
        throw new Error('the database refuses writes', { cause: refusal });
      try {
        return await connection.call(name, args);
      } catch (error) {
        if (!READS.has(name) && !isOwnFault(error)) refused(name, error);
        throw error;
      }
    },
    async close() {
      clearTimeout(timer);
      await connection.close();
    },
  };
}

/** Whether the arguments were wrong, not the database: classes 22 (data) and 23 (constraints) of SQLSTATE. */
function isOwnFault(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error));
}

/** SQLSTATE or the driver's own code; empty: there was no answer. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
