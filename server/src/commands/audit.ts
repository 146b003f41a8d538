import { parseArgs } from 'node:util';
import {
  type Audit,
  type AuditReport,
  auditOver,
  type Difference,
  type Ports,
  type Timings,
} from '../compose.ts';

const DAY_MS = 24 * 3_600_000;
const DEFAULT_DAYS = 35;

/** What the command works with. */
export interface AuditCommand {
  /** What follows the word: `--from` and `--to` (a day or a moment, RFC 3339, in UTC), or `--days` back from `--to`. */
  readonly args: readonly string[];
  /** Opens the ledger and BTCPay. */
  readonly open: () => Promise<{ readonly audit: Audit; close(): Promise<void> }>;
  /** Unix ms: the end of the range, unless `--to` is there. */
  readonly nowMs: number;
  /** Each a line of stdout, and of stderr. */
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Opens the audit over the ports of a server that does not serve. */
export function openAudit(ports: Ports, timings: Timings): Awaited<ReturnType<AuditCommand['open']>> {
  const audit = auditOver(ports, timings);
  if (audit === null) throw new Error("BTCPay's invoices cannot be listed");
  return {
    audit,
    async close() {
      await ports.sharedLimits?.close();
      await ports.ledger.close();
    },
  };
}

/**
 * `audit`: compares BTCPay's invoices, the ledger and what was told; prints each difference, then what was compared.
 *
 * @returns The exit code: 0 without a difference, 1 with any, 2 when it could not be done.
 */
export async function auditCommand(command: AuditCommand): Promise<0 | 1 | 2> {
  const { args, open, nowMs, print, complain } = command;
  try {
    const { fromMs, toMs } = readRange(args, nowMs);
    const { audit, close } = await open();
    try {
      const report = await audit(fromMs, toMs, (difference) => print(toLine(difference)));
      for (const line of toTable(report, fromMs, toMs)) print(line);
      return report.differences === 0 ? 0 : 1;
    } finally {
      await close();
    }
  } catch (error) {
    complain(`the audit could not be done: ${reasonOf(error)}`);
    return 2;
  }
}

/** @throws RangeError for what is no range of time. */
function readRange(args: readonly string[], nowMs: number): { fromMs: number; toMs: number } {
  const { values } = parseArgs({
    args: [...args],
    options: { from: { type: 'string' }, to: { type: 'string' }, days: { type: 'string' } },
  });
  if (values.from !== undefined && values.days !== undefined) {
    throw new RangeError('--from and --days are two ways to say the same: give one');
  }
  const toMs = values.to === undefined ? nowMs : readMoment('--to', values.to);
  const fromMs =
    values.from === undefined ? toMs - readDays(values.days) * DAY_MS : readMoment('--from', values.from);
  if (fromMs >= toMs) throw new RangeError('the range ends before it begins');
  return { fromMs, toMs };
}

function readMoment(name: string, text: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const ms = isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new RangeError(`${name} must be a day or a moment, as 2026-11-24 or 2026-11-24T09:00Z`);
  return ms;
}

function readDays(text: string | undefined): number {
  if (text === undefined) return DEFAULT_DAYS;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new RangeError('--days must be a whole number from 1 to 9999');
  return Number(text);
}

function toLine({ name, reference, about, ledger, other }: Difference): string {
  return `${name}  ${reference}  ${about}  ledger: ${ledger}  other: ${other}`;
}

function toTable(report: AuditReport, fromMs: number, toMs: number): string[] {
  const rows = [
    ['', 'ledger', 'BTCPay'],
    ['invoices', String(report.invoicesInLedger), String(report.invoicesAtBtcpay)],
    ['sats', String(report.satsInLedger), String(report.satsAtBtcpay)],
    ['payments', String(report.payments), ''],
    ['settled', String(report.settled), ''],
    ['refunds', String(report.refunds), ''],
    ['messages delivered', String(report.messages.delivered), ''],
    ['messages pending', String(report.messages.pending), ''],
    ['messages dead', String(report.messages.dead), ''],
    ['unpaid invoices that were given up', '', String(report.strays)],
  ];
  return [
    `From ${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`,
    ...rows.map(([name = '', ledger = '', btcpay = '']) =>
      `${name.padEnd(34)}  ${ledger.padStart(14)}  ${btcpay.padStart(14)}`.trimEnd(),
    ),
    `${report.differences} differences`,
  ];
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
