import { askAbout, create, keyOf } from './page-requests.ts';
import { pick } from './pick.ts';
import type { Step } from './step.ts';
import { deliver, deliverAgain } from './webhooks.ts';
import type { World } from './world.ts';

/** More calls in a row than any process makes: something runs in circles. */
const MOST_CALLS = 5_000;
/** A key is kept for a day: a run ends before, and before the week that an invoice is watched. */
const LONGEST_RUN_MS = 20 * 3_600_000;

/** Lets a step happen, and everything that follows from it at once. */
export async function play(world: World, step: Step): Promise<void> {
  if (step.do === 'decide') await world.gate.decide(step.pick, step.fate);
  else if (step.do === 'wait') await world.time.pass(step.ms, world.time.settle);
  else if (step.do === 'flow') await flow(world, step.by);
  else happen(world, step);
  await world.time.settle();
}

/**
 * Lets every call that waits go on, and all that follow.
 *
 * @param by Shuffles their order; 0: as they came.
 */
export async function flow(world: World, by = 0): Promise<void> {
  await world.time.settle();
  for (let calls = 0; world.gate.waiting > 0; calls += 1) {
    if (calls > MOST_CALLS) throw new Error('the servers never come to rest');
    await world.gate.proceed(by * calls);
  }
}

function happen(world: World, step: Exclude<Step, { do: 'decide' | 'wait' | 'flow' }>): void {
  switch (step.do) {
    case 'create':
      create(world, step.on, keyOf(world, step.key), step.amount);
      break;
    case 'read':
    case 'follow':
    case 'renew':
      askAbout(world, step);
      break;
    case 'deliver':
      deliver(world, step);
      break;
    case 'again':
      deliverAgain(world, step);
      break;
    case 'outage':
      world.isDown[step.of] = step.down;
      break;
    case 'crash':
      world.process(step.on).crash();
      break;
    case 'stop':
      world.process(step.on).stop();
      break;
    case 'start':
      world.start(step.on);
      break;
    case 'leap':
      leap(world, step.ms);
      break;
    default:
      happenAtBtcpay(world, step);
  }
}

function leap(world: World, ms: number): void {
  if (world.time.now() + ms > world.startedMs + LONGEST_RUN_MS) return;
  if (world.gate.waiting > 0) world.sleptInCall = true;
  world.time.leap(ms);
}

function happenAtBtcpay(
  { btcpay, seen }: World,
  step: Extract<Step, { do: 'pay' | 'discover' | 'pay directly' | 'expire' | 'mark' }>,
): void {
  if (step.do === 'pay' || step.do === 'discover') {
    const code = pick(seen.codes, step.code);
    if (code === undefined) return;
    if (step.do === 'pay') btcpay.pay(code, step.sum);
    else btcpay.discover(code);
    return;
  }
  const invoice = pick(btcpay.invoices, step.invoice);
  if (invoice === undefined) return;
  if (step.do === 'expire') btcpay.expire(invoice.invoiceId);
  else if (step.do === 'mark') btcpay.mark(invoice.invoiceId, step.as);
  else if (invoice.lightning !== null) btcpay.pay(invoice.lightning.request.bolt11, 'exact');
}
