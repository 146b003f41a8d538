import type { Phase } from '../../src/checkout-state.ts';
import type { Payment } from '../../src/payment.ts';
import { invoice, payment, settledPayment } from '../fixtures/payments.ts';

/** What the fake server answers, so that a checkout stands still in one phase. */
export interface Scenario {
  /** Name of the picture, and its caption. */
  readonly name: string;
  /** Null: nobody presses the button. */
  readonly create: 'hold' | 'refuse' | Payment | null;
  /** What the stream says; null: it never says anything. */
  readonly stream: Payment | null;
  /** Cuts the stream after its message and refuses the next ones. */
  readonly cut?: true;
}

const fresh = payment({ clientSecret: 'pay_AAAAAAAAAAAAAAAAAAAAAA_secret_example' });
const inSeconds = (expiresInSeconds: number) => payment({ invoice: invoice({ expiresInSeconds }) });

/** How a phase comes about. A phase without a case is a type error. */
export function scenarioOf(phase: Phase): Scenario {
  switch (phase) {
    case 'idle':
      return { name: phase, create: null, stream: null };
    case 'creating':
      return { name: phase, create: 'hold', stream: null };
    case 'awaiting':
      return { name: phase, create: fresh, stream: inSeconds(2811.9) };
    case 'processing':
      return { name: phase, create: fresh, stream: payment({ status: 'processing', version: 4 }) };
    case 'settled':
      return {
        name: phase,
        create: fresh,
        stream: settledPayment({ receiptUrl: 'https://pay.example/receipt/rcp_x' }),
      };
    case 'expired':
      return {
        name: phase,
        create: fresh,
        stream: payment({ status: 'expired', version: 4, invoice: null }),
      };
    case 'failed':
      return { name: phase, create: 'refuse', stream: null };
    default:
      return phase satisfies never;
  }
}

/** What else can be seen within a phase. */
export const MOMENTS: readonly Scenario[] = [
  { name: 'last minutes', create: fresh, stream: inSeconds(252.9) },
  { name: 'reconnecting', create: fresh, stream: inSeconds(2811.9), cut: true },
  {
    name: 'part paid',
    create: fresh,
    stream: payment({
      flags: ['underpaid'],
      paidSats: 50_000,
      invoice: invoice({ expiresInSeconds: 2811.9 }),
    }),
  },
  { name: 'mismatch', create: { ...fresh, network: 'mainnet' }, stream: null },
];
