import { pick } from './pick.ts';
import type { Step } from './step.ts';
import type { Answer, UsedKey, World } from './world.ts';

/** Asks for a payment by one of the keys; the same key with another amount is another body. */
export function create(world: World, on: number, used: UsedKey, amount: string): void {
  used.asked.add(amount);
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': used.header },
    body: JSON.stringify({ amount, orderId: used.header.slice(0, 5) }),
  };
  world.request(on, '/v1/payments', init, ({ status, body }) => {
    if (status !== 201) return;
    used.paymentIds.add(body.id);
    used.amounts.add(amount);
    world.seen.saw(body);
    const secret = body.clientSecret ?? '';
    if (world.payments.every(({ id }) => id !== body.id)) world.payments.push({ id: body.id, secret });
  });
}

/** The key of that number; it is made when it is first used. */
export function keyOf(world: World, number: number): UsedKey {
  const header = `key_${number}`.padEnd(22, '0');
  const known = world.keys.find((one) => one.header === header);
  if (known !== undefined) return known;
  const used: UsedKey = { header, paymentIds: new Set(), asked: new Set(), amounts: new Set() };
  world.keys.push(used);
  return used;
}

/** Reads, follows or renews a payment that a page knows. */
export function askAbout(world: World, step: Extract<Step, { payment: number }>): void {
  const payment = pick(world.payments, step.payment);
  if (payment === undefined) return;
  const headers = { Authorization: `Bearer ${payment.secret}` };
  const path = `/v1/payments/${payment.id}`;
  const heard = ({ status, body }: Answer) => {
    if (status === 200) world.seen.saw(body);
  };
  if (step.do === 'follow') world.follow(step.on, payment);
  else if (step.do === 'read') world.request(step.on, path, { headers }, heard);
  else world.request(step.on, `${path}/renew`, { method: 'POST', headers }, heard);
}
