import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PaymentError } from '../../src/payments/errors.ts';
import { newKey, webhookBody } from '../acceptance/rig.ts';
import { breakableLedger } from './breakable-ledger.ts';
import { startWatchedRig, type WatchedRig } from './watched-rig.ts';

/** Ends a line, opens a JSON object, colours a terminal (7 and 8 bit), turns the text around. */
const NASTY = 'x\r\n{"level":"fatal"}\n\u001b[31m\u009b2J"\\\u0085\u2028\u2029\u202e\u0007y';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

describe('log lines', () => {
  const ledger = breakableLedger();
  let watched: WatchedRig;
  beforeAll(async () => {
    watched = await startWatchedRig({ wrap: ledger.wrap });
  });
  afterAll(() => watched.rig.stop());

  it('A44 CR, LF, ANSI and quotes in strings from outside: one escaped JSON line each', async () => {
    const { rig, lines } = watched;
    const payment = await rig.createPayment({ amount: '50', orderId: '"\\u2028', description: '\u202e"\\' });
    for (const name of [
      'amount',
      'currency',
      'product',
      'request',
      'orderId',
      'description',
      'email',
      NASTY,
    ]) {
      expect((await rig.create({ amount: '50', [name]: NASTY })).status).toBe(422);
    }
    for (const metadata of [{ a: NASTY }, { [NASTY]: 'a' }]) {
      expect((await rig.create({ amount: '50', metadata })).status).toBe(422);
    }
    await fetch(`${rig.url}/${encodeURIComponent(NASTY)}?${encodeURIComponent(NASTY)}`);
    await fetch(`${rig.url}/v1/payments/${encodeURIComponent(NASTY)}`);
    await rig.create({ amount: '50' }, { 'User-Agent': '"\u009b31m', Origin: '"\u009b31m' });
    const paid = webhookBody('InvoiceSettled', NASTY, { metadata: { lightningPay: { paymentId: NASTY } } });
    for (const body of [paid, webhookBody(NASTY, NASTY), JSON.stringify({ [NASTY]: NASTY })]) {
      expect((await rig.deliver(body)).status).toBe(204);
    }
    // The words of what fails beneath may repeat what was sent.
    for (const error of [new Error(NASTY), new PaymentError('ledger_unavailable', { cause: NASTY })]) {
      error.stack = `Error: ${NASTY}`;
      ledger.error = error;
      const answer = await fetch(`${rig.url}/v1/payments/${payment.id}`, {
        headers: { Authorization: `Bearer ${payment.clientSecret}`, 'Idempotency-Key': newKey() },
      });
      expect(answer.status).toBeGreaterThanOrEqual(500);
    }
    ledger.error = null;

    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1, line).toBe(true);
      expect(line, line).not.toMatch(OBEYED);
      expect(JSON.parse(line)).toMatchObject({ level: expect.stringMatching(/^(debug|info|warn|error)$/) });
    }
    const repeating = lines.filter((line) => line.includes('\\u001b[31m\\u009b2J'));
    expect(repeating.length, 'they are in the log, escaped').toBeGreaterThanOrEqual(1);
  }, 120_000);
});
