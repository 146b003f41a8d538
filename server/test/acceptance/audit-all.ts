import type { Difference } from '../../src/payments/audit.ts';
import { type AuditReport, auditOver } from '../../src/payments/run-audit.ts';
import type { Rig } from './rig.ts';

const HOUR_MS = 3_600_000;

/** Audits all that a rig did, to this very moment: nothing may just be on its way. */
export async function auditAll(
  rig: Rig,
  ports: Partial<Rig['ports']> = {},
): Promise<{ report: AuditReport; differences: Difference[] }> {
  const audit = auditOver({ ...rig.ports, ...ports }, { auditGraceMs: 0 });
  if (audit === null) throw new Error('nothing to list invoices with');
  const differences: Difference[] = [];
  const nowMs = Date.now();
  const report = await audit(nowMs - HOUR_MS, nowMs + HOUR_MS, (found) => differences.push(found));
  return { report, differences };
}
