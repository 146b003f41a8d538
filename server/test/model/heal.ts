import { create } from './page-requests.ts';
import { flow } from './play.ts';
import type { Answer, World } from './world.ts';

/** Longer than anything waits that one trouble delays: a lease, a retry, an open circuit, a look at an unpaid invoice. */
const MINUTES_MS = 4 * 60_000;
/** The longest time between two looks at an invoice. */
const LOOK_MS = 3 * 3_600_000 + 1_000;
/** Longer than one round of the sweep. */
const ROUND_MS = 12_000;
const MOST_TRIES = 4;

/** Ends all trouble, and gives the servers a few minutes. */
export async function calm(world: World): Promise<void> {
  Object.assign(world.isDown, { gateway: false, ledger: false });
  await flow(world);
  // One that lives is enough: the other one may be gone for good.
  if (world.processes.every(({ isAlive }) => !isAlive)) world.start(0);
  await quietly(world, MINUTES_MS);
}

/** Gives everybody an answer, and the servers the longest time that they may need: afterwards all must be well. */
export async function heal(world: World): Promise<void> {
  await answerEveryKey(world);
  await quietly(world, MINUTES_MS);
  for (let round = 0; round < 2; round += 1) {
    world.time.leap(LOOK_MS);
    for (const { invoiceId } of world.btcpay.invoices) world.btcpay.gateway.expire(invoiceId);
    await quietly(world, ROUND_MS);
  }
  for (const { id, secret } of world.payments) {
    const headers = { Authorization: `Bearer ${secret}` };
    world.request(living(world), `/v1/payments/${id}`, { headers }, ({ body }) => world.seen.saw(body));
  }
  await flow(world);
}

/** Asks for a fresh invoice of everything. What each payment answers tells whether it is stuck. */
export async function renewAll(world: World): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const { id, secret } of world.payments) {
    const init = { method: 'POST', headers: { Authorization: `Bearer ${secret}` } };
    world.request(living(world), `/v1/payments/${id}/renew`, init, (answer) => answers.set(id, answer));
  }
  await flow(world);
  return answers;
}

function living({ processes }: World): number {
  return processes.findIndex(({ isUp }) => isUp);
}

/** Time passes without trouble. */
async function quietly(world: World, ms: number): Promise<void> {
  await flow(world);
  await world.time.pass(ms, () => flow(world));
}

/** Pages that got no answer ask again, as the widget does. */
async function answerEveryKey(world: World): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const waiting = world.keys.filter(({ paymentIds }) => paymentIds.size === 0);
    if (waiting.length === 0) return;
    for (const key of waiting) {
      // An answer may have been lost after another body was taken: the page that sent it asks for its own.
      for (const amount of key.asked) create(world, living(world), key, amount);
    }
    await flow(world);
    await quietly(world, 30_000);
  }
}
