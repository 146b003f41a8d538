import { expect } from 'vitest';
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

/** A payment as a rig creates it. */
export type Created = Awaited<ReturnType<Rig['createPayment']>>;

/** Waits until a payment has a status. */
export async function becomes(rig: Rig, created: Created, status: string): Promise<void> {
  await expect.poll(async () => (await rig.payment(created)).status).toBe(status);
}

/** A payment that was paid in full. */
export async function settled(rig: Rig): Promise<Created> {
  const created = await rig.createPayment();
  rig.simulator.pay({ invoiceId: created.invoiceId });
  await becomes(rig, created, 'settled');
  return created;
}
