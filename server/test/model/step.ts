import fc from 'fast-check';
import { FATES, type Fate } from './gate.ts';

/** BTCPay's words for what happened, and one that nobody knows. */
export const WEBHOOK_TYPES = [
  'InvoiceCreated',
  'InvoicePaymentSettled',
  'InvoiceReceivedPayment',
  'InvoiceProcessing',
  'InvoiceSettled',
  'InvoicePaidAfterExpiration',
  'InvoiceExpiredPaidPartial',
  'InvoiceExpired',
  'InvoiceInvalid',
  'InvoiceOfTomorrow',
] as const;

/**
 * One thing that happens. Numbers that pick something count modulo how many there are; where there is nothing to
 * pick, nothing happens. `on` is the process that a request goes to.
 */
export type Step =
  /** A page asks for a payment. The same key with another amount is another body. */
  | { readonly do: 'create'; readonly on: number; readonly key: number; readonly amount: '50.00' | '20.00' }
  | { readonly do: 'read' | 'follow' | 'renew'; readonly on: number; readonly payment: number }
  /** A customer pays what a page showed; `unseen`: BTCPay does not hear of it until `discover`. */
  | { readonly do: 'pay'; readonly code: number; readonly sum: 'exact' | 'part' | 'over' | 'unseen' }
  | { readonly do: 'discover'; readonly code: number }
  /** Somebody pays an invoice that no page may have shown, out of BTCPay's own pages. */
  | { readonly do: 'pay directly'; readonly invoice: number }
  /** BTCPay's own doing, or the merchant's. */
  | { readonly do: 'expire'; readonly invoice: number }
  | { readonly do: 'mark'; readonly invoice: number; readonly as: 'Settled' | 'Invalid' }
  /** BTCPay's webhook, in whatever order; `again`: an earlier one is sent once more, under a fresh delivery id or not. */
  | {
      readonly do: 'deliver';
      readonly on: number;
      readonly invoice: number;
      readonly type: (typeof WEBHOOK_TYPES)[number];
    }
  | { readonly do: 'again'; readonly on: number; readonly delivery: number; readonly freshId: boolean }
  /** One of the calls that wait goes on; `flow`: all of them do, and all that follow, in an order that `by` shuffles. */
  | { readonly do: 'decide'; readonly pick: number; readonly fate: Fate }
  | { readonly do: 'flow'; readonly by: number }
  | { readonly do: 'outage'; readonly of: 'gateway' | 'ledger'; readonly down: boolean }
  /** `stop` is a clean end: what is under way is finished. */
  | { readonly do: 'crash' | 'stop' | 'start'; readonly on: number }
  /** Time passes while calls wait; `leap`: it is gone at once. */
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'leap'; readonly ms: number };

/** A whole run. */
export interface Story {
  readonly processes: 1 | 2;
  /** False: payments must get by on webhooks. */
  readonly sweep: boolean;
  readonly steps: readonly Step[];
}

const few = fc.nat({ max: 3 });
const on = fc.nat({ max: 1 });
const code = fc.nat({ max: 4 });
const type = fc.constantFrom(...WEBHOOK_TYPES);
const sum = fc.constantFrom('exact', 'exact', 'part', 'over', 'unseen');
const fate = fc.constantFrom<Fate>('answer', 'answer', 'answer', ...FATES);
const FLOW = { do: 'flow', by: 0 } as const;
const FIRST = { do: 'create', on: 0, key: 0, amount: '50.00' } as const;

const decision: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('decide' as const),
  pick: few,
  fate,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      on,
      key: fc.nat({ max: 2 }),
      amount: fc.oneof(
        { weight: 5, arbitrary: fc.constant('50.00' as const) },
        { weight: 1, arbitrary: fc.constant('20.00' as const) },
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('read', 'follow', 'renew', 'renew'), on, payment: few }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      code,
      sum,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discover' as const), code }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pay directly' as const), invoice: few }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expire' as const), invoice: few }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('mark' as const),
      invoice: few,
      as: fc.constantFrom('Settled', 'Invalid'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      on,
      invoice: few,
      type,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('again' as const), on, delivery: few, freshId: fc.boolean() }),
  },
  { weight: 14, arbitrary: decision },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('flow' as const), by: fc.nat({ max: 99 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('outage' as const),
      of: fc.constantFrom('gateway', 'gateway', 'ledger'),
      down: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('crash', 'crash', 'stop'), on }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('start' as const), on }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(100, 1_000, 7_000, 22_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('leap' as const),
      ms: fc.constantFrom(22_000, 5 * 60_000, 61 * 60_000, 2 * 3_600_000),
    }),
  },
);

/**
 * What seldom comes about by single steps: a page lets its code run out and takes another; the same key is used at
 * once and again; BTCPay makes an invoice after nobody waits for it any more; money comes and is told.
 */
const scene: fc.Arbitrary<readonly Step[]> = fc.oneof(
  fc
    .record({ on, payment: few, invoice: code })
    .map(({ on, payment, invoice }) => [
      { do: 'leap' as const, ms: 61 * 60_000 },
      { do: 'expire' as const, invoice },
      { do: 'renew' as const, on, payment },
      FLOW,
    ]),
  fc
    .record({ key: fc.nat({ max: 1 }), decisions: fc.array(decision, { minLength: 4, maxLength: 9 }) })
    .map(({ key, decisions }) => [
      { do: 'create' as const, on: 0, key, amount: '50.00' as const },
      { do: 'create' as const, on: 1, key, amount: '50.00' as const },
      ...decisions,
      { do: 'create' as const, on: 0, key, amount: '50.00' as const },
    ]),
  fc
    .record({ on, key: fc.nat({ max: 1 }), fate })
    .map(({ on, key, fate }) => [
      FLOW,
      { do: 'create' as const, on, key, amount: '50.00' as const },
      { do: 'decide' as const, pick: 0, fate: 'answer' as const },
      { do: 'decide' as const, pick: 0, fate: 'strand' as const },
      FLOW,
      { do: 'create' as const, on, key, amount: '50.00' as const },
      FLOW,
      { do: 'decide' as const, pick: 0, fate },
    ]),
  fc.record({ on, code, sum, type }).map(({ on, code, sum, type }) => [
    { do: 'pay' as const, code, sum },
    { do: 'deliver' as const, on, invoice: code, type },
  ]),
);

/** Any run. It is data alone, so that one that fails shrinks, and can be kept as it is. */
export const story: fc.Arbitrary<Story> = fc.record({
  processes: fc.constantFrom(1, 2),
  sweep: fc.constantFrom(true, true, true, false),
  steps: fc
    .tuple(
      fc.constantFrom<readonly Step[]>([], [FIRST], [FIRST, FLOW], [FIRST, FLOW]),
      fc.array(
        fc.oneof({ weight: 6, arbitrary: step.map((one) => [one]) }, { weight: 1, arbitrary: scene }),
        { minLength: 1, maxLength: 50, size: 'max' },
      ),
    )
    .map(([first, others]) => [...first, ...others.flat()]),
});
