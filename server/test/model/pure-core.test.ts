import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveChange, deriveInvoiceAdded } from '../../src/payments/derive-change.ts';
import { type Invoice, type InvoiceReading, withNodePayment } from '../../src/payments/invoice.ts';
import type { Payment } from '../../src/payments/payment.ts';
import { fakeClock } from '../fakes/clock.ts';
import { ASKED_MSAT, anInvoice, aPayment } from '../fakes/payments.ts';
import { type Btcpay, btcpay } from './btcpay.ts';

/** What the world knows: the sum that came to each invoice, whoever has looked. */
interface Truth {
  readonly paidMsat: bigint[];
}

/** BTCPay, every reading that was ever taken of it, and the payment as the core has it. */
interface Core {
  readonly provider: Btcpay;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly readings: InvoiceReading[];
  payment: Payment;
}

type Command = fc.AsyncCommand<Truth, Core>;

/** The merchant's customer gets a fresh invoice: the payment waits on it from now on. */
class Add implements Command {
  check = () => true;
  toString = () => 'add';
  async run(truth: Truth, core: Core): Promise<void> {
    const attempt = core.payment.invoices.length + 1;
    const { id: paymentId, price, reference, pricedBy, orderId, description } = core.payment;
    const order = { paymentId, price, reference, pricedBy, orderId, description, attempt };
    const answer = await core.provider.gateway.createInvoice(order);
    if (answer === 'unknown') throw new Error('the fake always answers');
    const change = deriveInvoiceAdded(core.payment, asInvoice(answer.reading, attempt), core.clock.now());
    const wasSettled = core.payment.status === 'settled';
    core.payment = change.payment;
    truth.paidMsat.push(0n);
    expect(core.payment.status).toBe(wasSettled ? 'settled' : 'new');
  }
}

/** Something happens at BTCPay; nobody has looked yet. */
class Happen implements Command {
  readonly #nth: number;
  readonly #what: 'pay' | 'part' | 'over' | 'unseen' | 'discover' | 'expire';

  constructor(nth: number, what: 'pay' | 'part' | 'over' | 'unseen' | 'discover' | 'expire') {
    this.#nth = nth;
    this.#what = what;
  }

  check = (truth: Readonly<Truth>) => this.#nth < truth.paidMsat.length;
  toString = () => `${this.#what} ${this.#nth}`;
  async run(truth: Truth, { provider, clock, payment }: Core): Promise<void> {
    clock.advance(1_000);
    const { invoiceId, lightning } = provider.invoices[this.#nth] ?? {};
    if (invoiceId === undefined || !lightning) return;
    const { bolt11 } = lightning.request;
    // The node is asked about the code that was shown, and nobody pays another one.
    if (this.#what === 'unseen' && payment.invoices[this.#nth]?.bolt11 !== bolt11) return;
    if (this.#what === 'expire') provider.expire(invoiceId);
    else if (this.#what === 'discover') provider.discover(bolt11);
    else provider.pay(bolt11, this.#what === 'pay' ? 'exact' : this.#what);
    const came = provider.moneyOf(invoiceId).reduce((sum, { msat }) => sum + msat, 0n);
    truth.paidMsat[this.#nth] = came;
  }
}

/** Somebody looks, at BTCPay as it is or, by an answer that was long under way, as it once was. */
class Look implements Command {
  readonly #nth: number;
  readonly #old: number | null;

  constructor(nth: number, old: number | null) {
    this.#nth = nth;
    this.#old = old;
  }

  check = (truth: Readonly<Truth>) => this.#nth < truth.paidMsat.length;
  toString = () => (this.#old === null ? `look ${this.#nth}` : `look at reading ${this.#old}`);
  async run(truth: Truth, core: Core): Promise<void> {
    const fresh = await read(core, this.#nth);
    core.readings.push(fresh);
    const reading = this.#old === null ? fresh : (core.readings[this.#old % core.readings.length] ?? fresh);
    apply(core, reading);
    if (this.#old === null) {
      expect(core.payment.invoices[this.#nth]?.paidMsat).toBe(truth.paidMsat[this.#nth]);
    }
  }
}

async function read({ provider, payment }: Core, nth: number): Promise<InvoiceReading> {
  const reading = provider.invoices[nth];
  if (reading === undefined) throw new RangeError('no such invoice');
  const node = await provider.gateway.readNode(payment.invoices[nth]?.paymentHash ?? '');
  return withNodePayment(reading, node);
}

function apply(core: Core, reading: InvoiceReading): void {
  const before = core.payment;
  core.payment = deriveChange(before, reading, core.clock.now(), 'sweep')?.payment ?? before;
  if (before.status === 'settled') expect(core.payment.status).toBe('settled');
  expect(core.payment.paidMsat).toBeGreaterThanOrEqual(before.paidMsat);
}

function asInvoice(
  { invoiceId, lightning, expirationMs, createdAtMs }: InvoiceReading,
  attempt: number,
): Invoice {
  const { bolt11, paymentHash } = lightning?.request ?? anInvoice();
  return anInvoice({ id: invoiceId, attempt, bolt11, paymentHash, expirationMs, createdAtMs });
}

const nth = fc.nat({ max: 2 });
const commands = fc.commands(
  [
    fc.constant(new Add()),
    fc
      .tuple(nth, fc.constantFrom('pay', 'part', 'over', 'unseen', 'discover', 'expire'))
      .map(([which, what]) => new Happen(which, what)),
    fc.tuple(nth, fc.option(fc.nat({ max: 9 }))).map(([which, old]) => new Look(which, old)),
  ],
  { maxCommands: 40, size: 'max' },
);

describe('deriveChange and deriveInvoiceAdded, over what BTCPay does', () => {
  it('come to the truth by one look at each invoice, whatever was read before and in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const clock = fakeClock();
        const payment = aPayment({ version: 1, invoices: [] });
        const core: Core = { provider: btcpay(clock), clock, readings: [], payment };
        const truth: Truth = { paidMsat: [] };
        await fc.asyncModelRun(() => ({ model: truth, real: core }), steps);
        for (const index of truth.paidMsat.keys()) apply(core, await read(core, index));

        const covered = truth.paidMsat.filter((msat) => msat >= ASKED_MSAT).length;
        const total = truth.paidMsat.reduce((sum, msat) => sum + msat, 0n);
        expect(core.payment.paidMsat).toBe(total);
        expect(core.payment.status === 'settled').toBe(covered > 0);
        expect(core.payment.flags.includes('duplicate')).toBe(covered > 1);
        expect(core.payment.flags.includes('underpaid')).toBe(covered === 0 && total > 0n);
        expect(core.payment.flags.includes('overpaid')).toBe(
          truth.paidMsat.some((msat) => msat - ASKED_MSAT >= 1_000n),
        );
      }),
      { numRuns: 500 },
    );
  });
});
