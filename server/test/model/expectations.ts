import { expect } from 'vitest';
import { webhookEffect } from '../../src/btcpay/schema.ts';
import type { WirePayment } from '../../src/http/contract.ts';
import type { Invoice } from '../../src/payments/invoice.ts';
import type { Payment } from '../../src/payments/payment.ts';
import { expectInvariants } from '../acceptance/invariants.ts';
import type { Answer, World } from './world.ts';

const HOUR_MS = 3_600_000;

/** Checks what must hold a few minutes after the trouble: whoever paid lately is told so. */
export async function expectPromptness(world: World): Promise<void> {
  const payments = await world.ledger.listPayments({ limit: 1_000 });
  expectPages(world, payments);
  if (!world.sweep) return;
  for (const invoice of payments.flatMap(({ invoices }) => invoices)) {
    const isYoung = world.time.now() < invoice.expirationMs + HOUR_MS;
    const reading = world.btcpay.invoices.find(({ invoiceId }) => invoiceId === invoice.id);
    const seenMsat = (reading?.received ?? []).reduce((sum, { msat }) => sum + msat, 0n);
    if (isYoung && seenMsat >= invoice.amountMsat)
      expect(invoice.status, 'paid is told soon').toBe('settled');
  }
}

/** Checks all that must hold once the trouble is over. */
export async function expectAllIsWell(world: World): Promise<void> {
  await expectInvariants(world.ledger);
  const payments = await world.ledger.listPayments({ limit: 1_000 });
  expectKeys(world, payments);
  expectCommits(world);
  expectSeen(world, payments);
  for (const payment of payments) {
    expectCodes(world, payment);
    if (!world.sleptInCall) expectAdoption(world, payment);
    if (world.sweep) expectMoney(world, payment);
  }
  expectWebhooks(world, payments);
  expect(await world.ledger.pendingDeliveries(), 'nothing is left in the inbox').toEqual([]);
}

/** Checks what payments answered when a fresh invoice was asked for. */
export async function expectRenewals(world: World, answers: ReadonlyMap<string, Answer>): Promise<void> {
  for (const payment of await world.ledger.listPayments({ limit: 1_000 })) {
    const { status, body } = answers.get(payment.id) ?? { status: 0, body: null };
    const refused =
      payment.status === 'settled' ? 'already_settled' : payment.paidMsat > 0n ? 'partially_paid' : null;
    if (refused !== null) expect([status, body?.code], 'nobody pays twice').toEqual([409, refused]);
    else expect([status, body?.invoice === null], 'nobody is stuck').toEqual([200, false]);
  }
}

/** Each key made one payment, for one body, with an invoice. */
function expectKeys({ keys }: World, payments: readonly Payment[]): void {
  expect(payments.length, 'payments are as many as keys').toBe(keys.length);
  for (const { paymentIds, amounts } of keys) {
    expect([paymentIds.size, amounts.size], 'one payment and one body a key').toEqual([1, 1]);
  }
  for (const { id, invoices } of payments) expect(invoices.length, `${id} has an invoice`).toBeGreaterThan(0);
}

/** Versions rise by one; no rank falls; settled is for good. */
function expectCommits({ commits }: World): void {
  const last = new Map<string, Payment>();
  for (const payment of commits) {
    const before = last.get(payment.id);
    expect(payment.version, 'versions rise by one').toBe((before?.version ?? 0) + 1);
    if (before?.status === 'settled') {
      expect([payment.status, payment.settledAtMs]).toEqual(['settled', before.settledAtMs]);
    }
    last.set(payment.id, payment);
  }
}

/** What anybody saw at any moment belongs to one history. */
function expectSeen({ seen, commits }: World, payments: readonly Payment[]): void {
  const known = new Map(commits.map((one) => [`${one.id} ${one.version}`, one]));
  const settledAt = new Map(payments.map(({ id }) => [id, firstSettled(commits, id)]));
  for (const shown of seen.payments) {
    const then = known.get(`${shown.id} ${shown.version}`);
    expect([shown.status, shown.flags], 'what is shown was committed').toEqual([then?.status, then?.flags]);
    const isSettled = shown.version >= (settledAt.get(shown.id) ?? Number.POSITIVE_INFINITY);
    expect(shown.status === 'settled', 'settled is shown for good').toBe(isSettled);
    if (shown.invoice !== null) expect(shown.status, 'only what can be paid is shown').toBe('new');
  }
}

function firstSettled(commits: readonly Payment[], id: string): number | undefined {
  return commits.find((one) => one.id === id && one.status === 'settled')?.version;
}

/** A page hears each version once, in rising order, and an open page of a living process has the last word. */
function expectPages({ pages }: World, payments: readonly Payment[]): void {
  const latest = new Map(payments.map(({ id, version }) => [id, version]));
  for (const { paymentId, process, stream, versions } of pages) {
    expect(versions, 'a page never goes back').toEqual([...new Set(versions)].sort((one, two) => one - two));
    if (versions.length > 0 && process.isUp && !stream.writableEnded) {
      expect(versions.at(-1), 'an open page is up to date').toBe(latest.get(paymentId));
    }
  }
}

/** Pages were shown recorded invoices of their own payment, one for each attempt. */
function expectCodes({ seen }: World, payment: Payment): void {
  const attempts = payment.invoices.map(({ attempt }) => attempt);
  expect(new Set(attempts).size, 'one invoice an attempt').toBe(attempts.length);
  const ids = payment.invoices.map(({ id }) => id);
  const shown = seen.payments.filter(({ id }) => id === payment.id).flatMap(codeOf);
  for (const code of shown) expect(ids, 'what was shown is watched').toContain(invoiceOf(code));
}

function codeOf({ invoice }: WirePayment): string[] {
  return invoice === null ? [] : [invoice.bolt11];
}

/**
 * Whatever BTCPay made for a payment before its first invoice was over is that invoice: neither a lost answer nor a
 * second request makes an orphan. Not so once the payment is old: what is found then is taken to be as old as the
 * payment, and too near its end to be shown; it is left to expire.
 */
function expectAdoption({ btcpay }: World, { id, createdAtMs: bornMs, invoices: [first] }: Payment): void {
  if (first === undefined || first.createdAtMs > bornMs + HOUR_MS / 2) return;
  const mayBeRenewed = btcpay.touched.has(first.id);
  const made = btcpay.invoices
    .filter(({ owner }) => owner?.paymentId === id && (!mayBeRenewed || owner.attempt <= first.attempt))
    .filter(({ invoiceId }) => !btcpay.touched.has(invoiceId))
    .filter(({ createdAtMs }) => Math.abs(createdAtMs - first.createdAtMs) < HOUR_MS / 2)
    .map(({ invoiceId }) => invoiceId);
  expect([...new Set([...made, first.id])], 'no orphan').toEqual([first.id]);
}

/** The fake's BOLT11s bear their invoice's id. */
function invoiceOf(bolt11: string): string {
  return bolt11
    .replace(/^lnbcrt-/, '')
    .replace(/-rest\d+$/, '')
    .replaceAll('-', '_');
}

/** The ledger holds all the money, and says what it means. */
function expectMoney(world: World, payment: Payment): void {
  const facts = payment.invoices.map((invoice) => factsOf(world, invoice));
  const total = facts.reduce((sum, { paidMsat }) => sum + paidMsat, 0n);
  expect(payment.paidMsat, 'all the money is counted').toBe(total);
  for (const [index, { paidMsat, isCovered, mayBeSettled, mustBeSettled }] of facts.entries()) {
    const invoice = payment.invoices[index];
    expect(invoice?.paidMsat, 'each invoice has its money').toBe(paidMsat);
    if (isCovered || mustBeSettled) expect(invoice?.status, 'who paid has paid').toBe('settled');
    if (!mayBeSettled) expect(invoice?.status, 'who did not pay has not paid').not.toBe('settled');
  }
  const settled = payment.invoices.filter(({ status }) => status === 'settled');
  // What the customer paid is not watched any longer: that the merchant takes it back, only a webhook tells.
  const isTakenBack = settled.some(
    ({ id, paidMsat, amountMsat }) => paidMsat < amountMsat && world.btcpay.isTakenBack(id),
  );
  if (isTakenBack) expect(payment.flags, 'what was taken back is told').toContain('reversed');
  expect(payment.status === 'settled').toBe(settled.length > 0);
  const over = payment.invoices.some(({ paidMsat, amountMsat }) => paidMsat - amountMsat >= 1_000n);
  const flags = new Set(payment.flags);
  expect({
    overpaid: flags.has('overpaid'),
    underpaid: flags.has('underpaid'),
    duplicate: flags.has('duplicate'),
  }).toEqual({
    overpaid: over,
    underpaid: payment.status !== 'settled' && total > 0n,
    duplicate: settled.length > 1,
  });
  if (facts.some(({ isLate }) => isLate)) expect(payment.flags).toContain('late');
  if (!facts.some(({ mayBeLate }) => mayBeLate)) expect(payment.flags).not.toContain('late');
}

/** What BTCPay and its node know of an invoice. */
function factsOf({ btcpay }: World, invoice: Invoice) {
  const reading = btcpay.invoices.find(({ invoiceId }) => invoiceId === invoice.id);
  const moneys = btcpay.moneyOf(invoice.id);
  let paidMsat = 0n;
  let coveredAtMs: number | null = null;
  for (const { msat, atMs } of moneys) {
    paidMsat += msat;
    if (coveredAtMs === null && paidMsat >= invoice.amountMsat) coveredAtMs = atMs;
  }
  const marked = btcpay.everMarkedSettled.has(invoice.id);
  const isCovered = coveredAtMs !== null;
  return {
    paidMsat,
    isCovered,
    mustBeSettled: reading?.providerStatus === 'Settled',
    mayBeSettled: isCovered || marked,
    // BTCPay counts in whole seconds.
    isLate: coveredAtMs !== null && coveredAtMs >= invoice.expirationMs + 1_000,
    mayBeLate: coveredAtMs !== null && coveredAtMs > invoice.expirationMs,
  };
}

/** What was acknowledged is stored and applied, and its payment knows at least what BTCPay knew then. */
function expectWebhooks({ sent, ledger }: World, payments: readonly Payment[]): void {
  for (const webhook of sent.filter(({ acknowledged }) => acknowledged)) {
    const invoice = payments.flatMap(({ invoices }) => invoices).find(({ id }) => id === webhook.invoiceId);
    const stored = ledger.delivery(`webhook1:${webhook.originalDeliveryId}`);
    const effect = webhookEffect(webhook.type);
    if (effect === 'unknown') expect(stored).toEqual({ state: 'parked', reason: 'unknown_type' });
    else if (effect === 'none') expect(stored?.state).toBe('applied');
    else if (invoice === undefined && webhook.seenMsat === 0n)
      expect(stored).toEqual({ state: 'parked', reason: 'unknown_invoice' });
    else if (invoice === undefined) expect(webhook.invoiceId, 'money is never unknown').toBe('recorded');
    else {
      expect(stored?.state, 'an acknowledged webhook is applied').toBe('applied');
      expect(invoice.paidMsat >= webhook.seenMsat, 'with its money').toBe(true);
      if (webhook.saidSettled) expect(invoice.status, 'with its word').toBe('settled');
    }
  }
}
