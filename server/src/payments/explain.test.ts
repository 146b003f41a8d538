import { describe, expect, it } from 'vitest';
import { START_MS } from '../../test/fakes/clock.ts';
import { fakeLedger } from '../../test/fakes/fake-ledger.ts';
import { recordWaiting } from '../../test/fakes/ledger-rows.ts';
import { ASKED_MSAT, anInvoice } from '../../test/fakes/payments.ts';
import { readingOf, received } from '../../test/fakes/readings.ts';
import { TIMINGS } from '../timings.ts';
import type { SeenBy } from './change.ts';
import { deriveChange, deriveInvoiceAdded } from './derive-change.ts';
import { explainPayment } from './explain.ts';
import type { InvoiceReading } from './invoice.ts';

const MINUTE_MS = 60_000;
const AFTER_MS = START_MS + 70 * MINUTE_MS;
const whole = received('a', ASKED_MSAT);

type Seen = readonly [Partial<InvoiceReading>, SeenBy, number];

/** A ledger with one payment, to which readings happen one after another. */
async function story(...seen: readonly Seen[]) {
  const ledger = fakeLedger();
  const first = await recordWaiting(ledger, { id: 'pay_1', orderId: 'A-1' });
  for (const [reading, seenBy, atMs] of seen) {
    const payment = (await ledger.getPayment(first.id)) ?? first;
    const change = deriveChange(payment, readingOf(payment, reading), atMs, seenBy);
    if (change !== null) await ledger.saveChange(change);
  }
  return { ledger, id: first.id };
}

async function told({ ledger, id }: Awaited<ReturnType<typeof story>>, nowMs: number): Promise<string> {
  const history = await ledger.getHistory(id);
  if (history === null) throw new Error('no payment');
  const lines = explainPayment(history, nowMs, TIMINGS);
  const times = lines.flatMap(({ atMs }) => atMs ?? []);
  expect(times, 'what happened comes in order').toEqual([...times].sort((a, b) => a - b));
  return lines.map(({ text }) => text).join('\n');
}

const marked = (providerStatus: 'Settled' | 'Invalid') =>
  ({ providerStatus, additionalStatus: 'Marked' }) as const;
const late = received('a', ASKED_MSAT, START_MS + 65 * MINUTE_MS);

describe('explainPayment', () => {
  it.each<[string, readonly Seen[], readonly string[]]>([
    [
      'settled by a webhook',
      [[{ providerStatus: 'Settled', received: [whole] }, 'webhook', START_MS + MINUTE_MS]],
      [
        'of $50.00 was created for order A-1; its price was set by the page.',
        'which asks 77,650 sats, to be paid until 23 November 2026, 10:00:00 UTC.',
        '77,650 sats arrived on invoice',
        "by BTCPay's clock, seen after BTCPay's webhook.",
        "The payment settled with 77,650 sats, seen after BTCPay's webhook.",
        'To be told: payment.settled to the shop, by webhook (evt_',
        'Next: nothing is to be done; it stays settled.',
      ],
    ],
    [
      'late',
      [
        [{ providerStatus: 'Expired' }, 'sweep', START_MS + 62 * MINUTE_MS],
        [
          { providerStatus: 'Expired', additionalStatus: 'PaidLate', received: [late] },
          'webhook',
          START_MS + 66 * MINUTE_MS,
        ],
      ],
      [
        'expired before it was paid in full, seen by the sweep, without a webhook.',
        'The money came after invoice',
        'Late: the money came after the invoice had expired.',
      ],
    ],
    [
      'underpaid, then the rest',
      [
        [
          { additionalStatus: 'PaidPartial', received: [received('a', 30_000_000n)] },
          'webhook',
          START_MS + 1,
        ],
        [
          {
            providerStatus: 'Settled',
            received: [received('a', 30_000_000n), received('b', ASKED_MSAT - 30_000_000n)],
          },
          'webhook',
          START_MS + 2,
        ],
      ],
      [
        '30,000 sats are there, less than was asked',
        '47,650 sats arrived on invoice',
        'The payment settled with 77,650 sats',
        'payment.underpaid to the shop, by webhook',
      ],
    ],
    [
      'underpaid for good',
      [
        [{ received: [received('a', 5_000n)] }, 'webhook', START_MS + 1],
        [
          { providerStatus: 'Expired', received: [received('a', 5_000n)] },
          'sweep',
          START_MS + 62 * MINUTE_MS,
        ],
      ],
      ['5 sats are there, less than was asked', 'Underpaid: a part arrived', 'cannot ask for a new code'],
    ],
    [
      'marked by hand, then reversed',
      [
        [marked('Settled'), 'webhook', START_MS + 1],
        [marked('Invalid'), 'webhook', START_MS + 2],
      ],
      [
        'Somebody marked invoice',
        'settled at BTCPay, without the money',
        'after it had settled',
        'Manual: it counts as settled because somebody said so',
        'Reversed: somebody took the settlement back',
        'payment.reversed to the shop',
      ],
    ],
    [
      'known to the node only',
      [
        [
          { providerStatus: 'Expired', received: [{ ...whole, byNode: true }] },
          'sweep',
          START_MS + 62 * MINUTE_MS,
        ],
      ],
      ["by the node's clock, seen from the node's own invoice; BTCPay knew nothing of it."],
    ],
    [
      'seen at a renewal',
      [[{ providerStatus: 'Settled', received: [whole] }, 'renewal', START_MS + 61 * MINUTE_MS]],
      ['seen when the customer asked for a new code.'],
    ],
    [
      'never paid',
      [[{ providerStatus: 'Expired' }, 'sweep', START_MS + 62 * MINUTE_MS]],
      [
        'payment.expired to the shop',
        'Next: BTCPay and the node are asked until 30 November 2026, 10:01:00 UTC, less and less often, whether money came after all. The customer may ask for a new code.',
      ],
    ],
  ])('tells of a payment that is %s', async (_, seen, sentences) => {
    const text = await told(await story(...seen), AFTER_MS);
    for (const sentence of sentences) expect(text).toContain(sentence);
  });

  it('tells of a customer who paid twice', async () => {
    const played = await story([{ providerStatus: 'Expired' }, 'sweep', START_MS + 62 * MINUTE_MS]);
    const { ledger, id } = played;
    for (const name of ['first', 'second']) {
      const payment = await ledger.getPayment(id);
      if (payment === null) throw new Error('no payment');
      const second = anInvoice({ id: 'inv_second', attempt: 2 });
      const renewed =
        name === 'first' ? await ledger.saveChange(deriveInvoiceAdded(payment, second, AFTER_MS)) : payment;
      if (renewed === null) throw new Error('somebody else changed it');
      const invoice = name === 'first' ? renewed.invoices[0] : second;
      const reading = readingOf(
        renewed,
        { providerStatus: 'Settled', received: [received(name, ASKED_MSAT)] },
        invoice,
      );
      const change = deriveChange(renewed, reading, AFTER_MS + 1, 'webhook');
      if (change !== null) await ledger.saveChange(change);
    }
    const text = await told(played, AFTER_MS + 2);
    expect(text).toContain('Invoice inv_second was paid too: the customer paid twice');
    expect(text).toContain('Duplicate: two invoices of this payment were paid.');
  });

  it('says until when a fresh payment can be paid, and how long it is watched', async () => {
    expect(await told(await story(), START_MS + 1)).toContain(
      'Next: waits until 23 November 2026, 10:00:00 UTC for 77,650 sats; then BTCPay and the node are asked for another 7 days whether money came after all.',
    );
    expect(await told(await story(), START_MS + 8 * 86_400_000)).toContain('BTCPay is not asked any more');
  });

  it('tells each try of a message, and that it is given up or tried again', async () => {
    const played = await story([{ providerStatus: 'Settled', received: [whole] }, 'webhook', START_MS + 1]);
    const { ledger } = played;
    const leaseUntilMs = START_MS + 60_000;
    const [message] = await ledger.claimMessages({
      channel: 'webhook',
      endpoint: null,
      nowMs: START_MS + 2,
      leaseUntilMs,
      limit: 1,
    });
    const attempt = { id: message?.id ?? '', leaseUntilMs, durationMs: 12, status: 500, reason: 'status' };
    const nextAttemptMs = START_MS + 90_000;
    await ledger.recordAttempt({ ...attempt, atMs: START_MS + 3, state: 'pending', nextAttemptMs });
    const waiting = await told(played, START_MS + 4);
    expect(waiting).toContain(
      'Try 1 of payment.settled to the shop, by webhook failed (status); the answer was 500.',
    );
    expect(waiting).toContain('is tried next at 23 November 2026, 09:01:30 UTC.');
    await ledger.recordAttempt({
      ...attempt,
      leaseUntilMs: nextAttemptMs,
      atMs: START_MS + 5,
      status: null,
      reason: 'timeout',
      state: 'dead',
      nextAttemptMs: null,
    });
    const dead = await told(played, START_MS + 6);
    expect(dead).toContain('failed (timeout); no answer came.');
    expect(dead).toContain('given up after 2 tries; a replay sends it again.');
    await ledger.recordAttempt({
      ...attempt,
      atMs: START_MS + 7,
      status: 204,
      reason: null,
      state: 'delivered',
      nextAttemptMs: null,
    });
    expect(await told(played, START_MS + 8)).toContain(
      'Told: payment.settled to the shop, by webhook, on try 3; the answer was 204, after 12 ms.',
    );
  });

  it("tells what BTCPay's webhooks said, also of one that was set aside", async () => {
    const played = await story();
    const invoiceId = (await played.ledger.getPayment(played.id))?.invoices[0]?.id ?? '';
    const said = {
      id: 'd1',
      webhookId: 'w',
      invoiceId,
      paymentId: null,
      body: '{}',
      receivedAtMs: START_MS + 9,
    };
    await played.ledger.storeDelivery({ ...said, type: 'InvoiceSettled' }, 'applied', null);
    await played.ledger.storeDelivery({ ...said, id: 'd2', type: 'InvoiceOdd' }, 'parked', 'unknown_type');
    const text = await told(played, START_MS + 10);
    expect(text).toContain("BTCPay's webhook InvoiceSettled came; the invoice was read back from BTCPay.");
    expect(text).toContain("BTCPay's webhook InvoiceOdd came; it was set aside (unknown_type).");
  });
});
