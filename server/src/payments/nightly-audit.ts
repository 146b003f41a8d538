import type { DifferenceName } from './audit.ts';
import type { Alerts, Counters } from './ports.ts';
import { type AuditDeps, type AuditPorts, auditOver } from './run-audit.ts';

/** Days back that the audit looks unless it is told otherwise. */
export const AUDIT_DAYS = 35;
const DAY_MS = 24 * 3_600_000;

/** What the nightly audit stands on. */
export interface NightlyAuditDeps extends AuditPorts {
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly timings: AuditDeps['timings'] & {
    /** How often it is done, by one process of all that share the ledger. */
    readonly auditMs: number;
    /** How often it is looked whether it is due, and how long one that was begun is left alone. */
    readonly auditLookMs: number;
  };
}

/** The audit that a server does by itself. */
export interface NightlyAudit {
  /** Looks whether one is due, and does it. Throws as `Audit`. */
  look(): Promise<void>;
  /** Ends the one that is under way before its next page; another look takes it up again. */
  stop(): void;
}

/**
 * Builds what looks whether an audit is due, and does it: each difference raises the counter `audit_differences`, and all of
 * them together one alert `audit_difference` with their counts by name. One that fails is tried again at the next look.
 */
export function buildNightlyAudit(deps: NightlyAuditDeps): NightlyAudit {
  const { ledger, alerts, counters, clock, timings } = deps;
  const end = new AbortController();
  const audit = auditOver({ ...deps, signal: end.signal }, timings);
  const look = async () => {
    if (audit === null || end.signal.aborted) return;
    const nowMs = clock.now();
    // A little less than until the next look, or every second one would find it begun just now.
    if (!(await ledger.claimAudit(nowMs, timings.auditMs, timings.auditLookMs / 2))) return;
    const counts: Partial<Record<DifferenceName, number>> = {};
    await audit(nowMs - AUDIT_DAYS * DAY_MS, nowMs, ({ name }) => {
      counts[name] = (counts[name] ?? 0) + 1;
      counters.add('audit_differences');
    });
    await ledger.finishAudit(nowMs);
    counters.add('audit_done');
    if (Object.keys(counts).length > 0) alerts.raise('audit_difference', counts);
  };
  return { look, stop: () => end.abort() };
}
