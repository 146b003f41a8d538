import { BlockList } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { fakeLedger } from '../fakes/fake-ledger.ts';
import { ROOMY } from '../fakes/limits.ts';
import { type Rig, type RigOptions, startRig } from './rig.ts';

/** This machine, as a proxy that is trusted. */
export const TRUSTED = new BlockList();
TRUSTED.addAddress('127.0.0.1');

/** Options of a rig with few of something, behind a trusted proxy. */
export const few = (limits: Partial<typeof ROOMY.limits>): RigOptions => ({
  settings: { limits: { ...ROOMY.limits, ...limits }, trustedProxies: TRUSTED },
});

/** A ledger that starts at once, for crowds. */
export const QUICK_LEDGER: RigOptions = {
  ledger: async () => ({ ledger: fakeLedger(), notices: null }),
};

/** Starts a server over such a ledger. Ends with the test. */
export async function quickRig(options: RigOptions): Promise<Rig> {
  const rig = await startRig({ ...options, ...QUICK_LEDGER });
  onTestFinished(() => rig.stop());
  return rig;
}

/** The header by which a proxy names a client. */
export const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address });

/** So many of something. */
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Works through a list, 25 at a time: more connections at once would be another test. */
export async function crowd<T, R>(list: readonly T[], work: (entry: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < list.length; at += 25) {
    results.push(...(await Promise.all(list.slice(at, at + 25).map(work))));
  }
  return results;
}

/** Counts answers by status, and checks that whoever was refused is told when to come again. */
export async function tally(answers: readonly Response[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const answer of answers) {
    counts[answer.status] = (counts[answer.status] ?? 0) + 1;
    if (answer.status !== 429) {
      await answer.body?.cancel();
      continue;
    }
    expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d{0,2}$/);
    expect(await answer.json()).toMatchObject({ code: 'rate_limited', status: 429 });
  }
  return counts;
}
