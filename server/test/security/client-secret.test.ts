import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORIGIN } from '../acceptance/rig.ts';
import { breakableLedger } from './breakable-ledger.ts';
import { askEveryRoute } from './every-route.ts';
import { watchOutgoing } from './outgoing-requests.ts';
import { startWatchedRig, type WatchedRig } from './watched-rig.ts';

describe('the client secret', () => {
  const ledger = breakableLedger();
  const outgoing = watchOutgoing();
  let watched: WatchedRig;
  beforeAll(async () => {
    watched = await startWatchedRig({ wrap: ledger.wrap, webhooks: true });
  });
  afterAll(async () => {
    outgoing.stop();
    await watched.rig.stop();
  });

  it('A15 never appears in a URL, referrer, log line, metric label, alert or error report', async () => {
    const { rig, lines } = watched;
    const payment = await rig.createPayment();
    const { id, clientSecret } = payment;
    const bearer = { Authorization: `Bearer ${clientSecret}` };

    const exchanges = await askEveryRoute(rig, payment, { Origin: ORIGIN, Referer: `${ORIGIN}/cart` });
    const urls = outgoing.requests.map(({ url }) => url);
    const referrers = outgoing.requests.flatMap(({ headers }) =>
      headers.filter((line) => /^https?:/.test(line)),
    );

    // A page that does it wrong sends it where it does not belong.
    const misused = [
      fetch(`${rig.url}/v1/payments/${clientSecret}`, { headers: bearer }),
      fetch(`${rig.url}/v1/payments/${id}?clientSecret=${clientSecret}`, { headers: bearer }),
      fetch(`${rig.url}/v1/payments/${id}/events?secret=${clientSecret}`),
      fetch(`${rig.url}/nowhere/${clientSecret}`, { headers: { Referer: `${ORIGIN}/?s=${clientSecret}` } }),
      rig.create({ amount: '50', [clientSecret]: clientSecret }),
      rig.create({ amount: clientSecret }, { 'Idempotency-Key': clientSecret.slice(0, 255) }),
      rig.create({ amount: '50' }, { Origin: `https://${clientSecret}` }),
      rig.deliver(JSON.stringify({ type: clientSecret, invoiceId: clientSecret }), clientSecret),
      rig.deliver(JSON.stringify({ type: clientSecret, invoiceId: clientSecret })),
    ];
    const answers = await Promise.all(misused);
    // The ledger fails in words that hold it: the error report must not.
    ledger.error = new Error(`no row for ${clientSecret}`, { cause: new Error(`Bearer ${clientSecret}`) });
    answers.push(
      await fetch(`${rig.url}/v1/payments/${id}`, { headers: bearer }),
      await fetch(`${rig.url}/v1/payments/${id}/events`, { headers: bearer }),
    );
    ledger.error = null;
    expect(answers.slice(-2).map(({ status }) => status)).toEqual([500, 500]);
    rig.simulator.pay({ invoiceId: payment.invoiceId });
    await rig.inboxEmpty();

    const signature = clientSecret.slice(clientSecret.indexOf('_secret_') + 8);
    expect(signature).toHaveLength(43);
    const places = {
      urls,
      referrers,
      log: lines,
      answers: await Promise.all(answers.map((answer) => answer.text())),
      headers: [...exchanges, ...answers].flatMap(({ headers }) => [...headers].flat()),
      bodies: exchanges.filter(({ status }) => status !== 201).map(({ text }) => text),
      ledger: [
        JSON.stringify(await rig.history(id), (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      ],
    };
    for (const [place, texts] of Object.entries(places)) {
      expect(texts.length, `${place} was looked at`).toBeGreaterThan(0);
      expect(
        texts.filter((text) => text.includes(signature)),
        place,
      ).toEqual([]);
    }
    expect(exchanges.some(({ status, text }) => status === 201 && text.includes('_secret_'))).toBe(true);
    expect(lines.filter((line) => line.includes('"error"')).length, 'error reports').toBe(2);
    expect(
      lines.some((line) => line.includes('"counter"')),
      'counters',
    ).toBe(true);
  }, 120_000);
});
