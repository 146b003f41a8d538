import { webhooksOf } from './recordings.ts';
import type { Scene } from './scene.ts';

/** What happened to an invoice when the recordings were made, and what they show of it. */
export interface Case {
  readonly create: Record<string, unknown>;
  readonly steps: readonly ((scene: Scene, invoiceId: string) => unknown)[];
  /** Recorded reads of the invoice afterwards. */
  readonly reads?: readonly string[];
  /** Folder of the recorded webhooks. */
  readonly events?: string;
}

type Step = Case['steps'][number];

const sats1500 = (orderId: string, checkout = {}) => ({
  amount: '1500',
  currency: 'SATS',
  metadata: { orderId },
  checkout: { paymentMethods: ['BTC-LN'], ...checkout },
});
const oneMinute = { expirationMinutes: 1 };

const pay =
  (amount: { sats?: number; msats?: number } = {}): Step =>
  (scene, invoiceId) =>
    scene.simulator.pay({ invoiceId, ...amount });
const missedPay: Step = (scene, invoiceId) => scene.simulator.pay({ invoiceId, btcpay: 'missed' });
const expire: Step = (scene, invoiceId) => scene.simulator.expire({ invoiceId });
const mark =
  (status: 'Settled' | 'Invalid'): Step =>
  (scene, invoiceId) =>
    scene.simulator.mark({ invoiceId, status });
const later =
  (seconds: number): Step =>
  (scene) =>
    scene.advance(seconds);
const restart: Step = (scene) => scene.simulator.restart();
const stop: Step = (scene) => scene.simulator.down({ seconds: 3600 });
const start: Step = (scene) => scene.simulator.down({ seconds: 0 });
const told =
  (count: number): Step =>
  (scene) =>
    scene.receiver.arrived(count);

/** By what happened. */
export const CASES: Readonly<Record<string, Case>> = {
  'paid exactly': {
    create: sats1500('P-1'),
    steps: [pay()],
    reads: [
      'invoices/get-settled',
      'invoices/get-settled-include-payment-methods',
      'invoices/payment-methods-paid',
      'invoices/payment-methods-paid-only-accounted',
      'invoices/payment-methods-paid-include-sensitive',
    ],
    events: 'events-paid-exactly',
  },
  'overpaid twofold': {
    create: sats1500('O-1'),
    steps: [pay({ sats: 3000 })],
    reads: ['invoices/get-overpaid', 'invoices/payment-methods-overpaid'],
    events: 'events-overpaid',
  },
  'overpaid by 1 sat': {
    create: sats1500('O-1-sat'),
    steps: [pay({ sats: 1501 })],
    reads: ['invoices/get-overpaid-by-1-sat', 'invoices/payment-methods-overpaid-by-1-sat'],
  },
  'overpaid by 1 msat': {
    create: sats1500('O-1-msat'),
    steps: [pay({ msats: 1_500_001 })],
    reads: ['invoices/get-overpaid-by-1-msat', 'invoices/payment-methods-overpaid-by-1-msat'],
  },
  underpaid: {
    create: sats1500('U-1'),
    steps: [pay({ sats: 500 })],
    reads: ['invoices/get-underpaid', 'invoices/payment-methods-underpaid'],
    events: 'events-underpaid-step1',
  },
  'underpaid, then the rest': {
    create: sats1500('U-1'),
    steps: [pay({ sats: 500 }), pay()],
    reads: ['invoices/payment-methods-underpaid-then-rest'],
    events: 'events-underpaid-then-rest',
  },
  'underpaid within the tolerance': {
    create: sats1500('U-2', { paymentTolerance: 50 }),
    steps: [pay({ sats: 900 })],
    reads: ['invoices/get-underpaid-within-tolerance'],
  },
  expired: {
    create: sats1500('X-unpaid', oneMinute),
    steps: [expire],
    reads: [
      'invoices/get-expired',
      'invoices/payment-methods-expired',
      'lightning/node-invoice-expired-unpaid',
    ],
    events: 'events-expired-unpaid',
  },
  'expired, partially paid': {
    create: sats1500('X-half', oneMinute),
    steps: [pay({ sats: 700 }), expire],
    reads: ['invoices/get-expired-partially-paid', 'invoices/payment-methods-expired-partially-paid'],
    events: 'events-expired-partially-paid',
  },
  'paid late': {
    create: sats1500('X-late3', oneMinute),
    steps: [expire, pay()],
    reads: ['invoices/get-paid-late', 'invoices/payment-methods-paid-late'],
    events: 'events-paid-3s-after-expiry',
  },
  'paid late, marked settled': {
    create: sats1500('X-late3', oneMinute),
    steps: [expire, pay(), mark('Settled')],
    events: 'events-paid-late-marked-settled',
  },
  'paid too late for BTCPay to hear it': {
    create: sats1500('X-late90', oneMinute),
    steps: [expire, later(4), (scene) => scene.create(sats1500('another')), pay()],
    reads: ['invoices/get-paid-90s-after-expiry'],
  },
  'marked invalid': { create: sats1500('M-3'), steps: [mark('Invalid')], events: 'events-marked-invalid' },
  'marked settled, then invalid': {
    create: sats1500('M-1'),
    steps: [mark('Settled'), mark('Invalid')],
    events: 'events-marked-settled-then-invalid',
  },
  'expired, marked settled': {
    create: sats1500('X-marksettled', oneMinute),
    steps: [expire, mark('Settled')],
    events: 'events-expired-marked-settled',
  },
  'paid after a mark as settled': {
    create: sats1500('M-2'),
    steps: [mark('Settled'), pay()],
    reads: ['invoices/get-paid-after-marked-settled'],
    events: 'events-paid-after-marked-settled',
  },
  'paid after a mark as invalid': {
    create: sats1500('M-3'),
    steps: [mark('Invalid'), pay()],
    reads: ['invoices/get-paid-after-marked-invalid'],
    events: 'events-paid-after-marked-invalid',
  },
  'a top-up': {
    create: { ...sats1500('T-1'), amount: null },
    steps: [pay({ sats: 777 })],
    reads: ['invoices/get-topup-paid', 'invoices/payment-methods-topup-paid'],
    events: 'events-topup',
  },
  'an amount of zero': {
    create: { ...sats1500('Z-1'), amount: '0' },
    steps: [told(3)],
    reads: ['invoices/get-amount-zero'],
    events: 'events-amount-zero',
  },
  'paid while stopped, started before expiry': {
    create: sats1500('R-1'),
    steps: [told(1), stop, pay(), start, told(5)],
    reads: ['invoices/get-restart-R-1'],
    events: 'restart-R-1',
  },
  'expired while stopped': {
    create: sats1500('R-2', oneMinute),
    steps: [told(1), stop, later(200), start, told(2)],
    reads: ['invoices/get-restart-R-2'],
    events: 'restart-R-2',
  },
  'paid in time while stopped over the expiry': {
    create: sats1500('R-3', oneMinute),
    steps: [told(1), stop, pay(), later(70), start, told(5)],
    reads: ['invoices/get-restart-R-3', 'invoices/payment-methods-restart-R-3'],
    events: 'restart-R-3',
  },
  'killed 40 ms after the payment': {
    create: sats1500('KILL-40'),
    steps: [
      told(1),
      (scene, invoiceId) => scene.simulator.pay({ invoiceId, btcpay: 'stored' }),
      told(2),
      later(1100),
      restart,
      told(4),
    ],
    reads: [
      'invoices/get-restart-killed-40ms-after-payment',
      'invoices/payment-methods-restart-killed-40ms-after-payment',
    ],
    events: 'restart-killed-40ms-after-payment',
  },
  'node unreachable over the expiry': {
    create: sats1500('NX-1', oneMinute),
    steps: [
      (scene) => scene.simulator.node({ down: true }),
      pay(),
      expire,
      told(2),
      (scene) => scene.simulator.node({}),
      restart,
    ],
    reads: ['invoices/get-node-outage-over-expiry', 'lightning/node-invoice-by-payment-hash'],
    events: 'node-outage-over-expiry',
  },
  'missed until the next look at the node': {
    create: sats1500('ND-1'),
    steps: [told(1), missedPay, (scene) => scene.simulator.node({}), restart],
    events: 'events-paid-while-node-unreachable',
  },
  'pending in SATS': {
    create: { ...sats1500('A-1'), metadata: { orderId: 'A-1', itemDesc: 'Example item' } },
    steps: [],
    reads: ['invoices/get-include-payment-methods', 'invoices/payment-methods-pending-sats', 'invoices/get'],
  },
  'pending in USD': {
    create: { amount: '5.00', currency: 'USD', metadata: { orderId: 'A-3' } },
    steps: [],
    reads: ['invoices/payment-methods-pending-usd'],
  },
  'pending in EUR': {
    create: { amount: 12.34, currency: 'eur', metadata: { orderId: 'A-4' } },
    steps: [],
    reads: ['invoices/payment-methods-pending-eur-number-amount'],
  },
  'pending in BTC': {
    create: { amount: '0.000015001234', currency: 'BTC', metadata: { orderId: 'A-11' } },
    steps: [],
    reads: ['invoices/payment-methods-pending-btc-too-precise'],
  },
  'pending without amount': {
    create: { currency: 'SATS', metadata: { orderId: 'A-6' } },
    steps: [],
    reads: ['invoices/payment-methods-pending-topup-no-amount'],
  },
  'pending and lazy': {
    create: { ...sats1500('A-5'), amount: '1000', checkout: { lazyPaymentMethods: true } },
    steps: [],
    reads: ['invoices/payment-methods-pending-lazy'],
  },
  'text beyond ASCII': {
    create: {
      ...sats1500('x'),
      metadata: Object(JSON.parse(webhooksOf('events-unicode-metadata')[0]?.rawBodyUtf8 ?? '{}')).metadata,
    },
    steps: [],
    events: 'events-unicode-metadata',
  },
};
