import type { Phase } from '../../src/checkout-state.ts';
import type { Payment } from '../../src/payment.ts';
import { bolt11, invoice, payment, settledPayment } from '../fixtures/payments.ts';

/** What a payment server says: a payment, no, or nothing at all. */
export type Answer = Payment | 'refuse' | 'hold';

/** What the fake server answers, so that a checkout stands still in one phase. */
export interface Scenario {
  /** Name of the picture, and its caption. */
  readonly name: string;
  /** Null: nobody presses the button. */
  readonly create: Answer | null;
  /** Words that the checkout announces once it has come about; empty where it announces none. */
  readonly words: string;
  /** Attributes of the tag, where it is not `amount="50"`. */
  readonly tag?: string;
  /** What the stream says; without it, it never says anything. */
  readonly stream?: Payment;
  /** Cuts the stream after its message and refuses the next ones. */
  readonly cut?: true;
  /** What a renewal is answered; with it, "New code" is pressed, and these words come after. */
  readonly renewal?: { readonly answer: Answer; readonly words: string };
}

const fresh = payment({ clientSecret: 'pay_AAAAAAAAAAAAAAAAAAAAAA_secret_example' });
const inSeconds = (expiresInSeconds: number) => payment({ invoice: invoice({ expiresInSeconds }) });
const expired = payment({ status: 'expired', version: 4, invoice: null });

/** How a phase comes about. A phase without a case is a type error. */
export function scenarioOf(phase: Phase): Scenario {
  switch (phase) {
    case 'idle':
      return { name: phase, create: null, words: '' };
    case 'creating':
      return { name: phase, create: 'hold', words: 'Getting your invoice' };
    case 'awaiting':
      return { name: phase, create: fresh, stream: inSeconds(2811.9), words: 'Waiting' };
    case 'processing':
      return {
        name: phase,
        create: fresh,
        stream: payment({ status: 'processing', version: 4, invoice: null }),
        words: 'Payment seen',
      };
    case 'settled':
      return {
        name: phase,
        create: fresh,
        stream: settledPayment({ receiptUrl: 'https://pay.example/receipt/rcp_x' }),
        words: 'Paid',
      };
    case 'expired':
      return { name: phase, create: fresh, stream: expired, words: 'has expired' };
    case 'failed':
      return { name: phase, create: 'refuse', words: 'did not answer' };
    default:
      return phase satisfies never;
  }
}

const partPaid = { flags: ['underpaid'], paidSats: 50_000, version: 5 } as const;

/** What else can be seen within a phase. */
export const MOMENTS: readonly Scenario[] = [
  { name: 'last minutes', create: fresh, stream: inSeconds(252.9), words: '5 minutes left' },
  {
    name: 'reconnecting',
    create: fresh,
    stream: inSeconds(2811.9),
    cut: true,
    words: 'Connection lost',
  },
  {
    name: 'part paid',
    create: fresh,
    stream: payment({
      ...partPaid,
      invoice: invoice({
        bolt11: bolt11({ amountMsat: 27_650_000n }),
        amountSats: 27_650,
        expiresInSeconds: 2811.9,
      }),
    }),
    words: 'Part of it',
  },
  {
    name: 'part paid, expired',
    create: fresh,
    stream: { ...expired, ...partPaid },
    words: 'part was paid',
  },
  {
    name: 'renewing',
    create: fresh,
    stream: expired,
    words: 'has expired',
    renewal: { answer: 'hold', words: 'Getting your invoice' },
  },
  {
    name: 'no new code',
    create: fresh,
    stream: expired,
    words: 'has expired',
    renewal: { answer: 'refuse', words: 'could not get a new code' },
  },
  {
    name: 'amount',
    tag: 'suggestions="25,50,100"',
    create: fresh,
    words: '',
  },
  {
    name: 'inline',
    tag: 'amount="50" display="inline"',
    create: fresh,
    stream: inSeconds(2811.9),
    words: 'Waiting',
  },
  { name: 'sandbox', tag: 'amount="50" sandbox', create: fresh, words: 'Waiting' },
  { name: 'mismatch', create: { ...fresh, network: 'mainnet' }, words: 'not the one' },
];
