import { vi } from 'vitest';
import type { Sender, SendResult } from '../../src/payments/outgoing.ts';
import { MERCHANT_KEY, type Rig, type RigOptions, startRig } from '../acceptance/rig.ts';
import { buildDashboard } from './dashboard-build.ts';

const DELIVERED: SendResult = { kind: 'delivered', status: 200, reason: null, retryAfterMs: null };

/** A server with a dashboard, whose merchant's shop can be switched off. */
export interface ShopRig extends Rig {
  /** What the shop answers to a webhook from now on. */
  answer(result: SendResult): void;
  /** Creates a payment and pays it, to the sat; settles once the ledger has it. */
  sell(body?: unknown): ReturnType<Rig['createPayment']>;
}

/** Starts everything; a webhook that fails once is given up. */
export async function startShopRig(options: RigOptions = {}): Promise<ShopRig> {
  let result = DELIVERED;
  const webhook: Sender = { endpoint: 'shop', send: async () => result };
  const dashboardFiles = await buildDashboard();
  const rig = await startRig({
    publicHere: true,
    webhooks: true,
    refunds: ['cancreatenonapprovedpullpayments'],
    ...options,
    timings: { outboxPollMs: 20, deliveryWaitsMs: [], ...options.timings },
    settings: { merchantApiKeys: [MERCHANT_KEY], ...options.settings },
    wrap: (ports) => ({
      ...ports,
      dashboardFiles,
      senders: { webhook, notice: null, receipt: null },
    }),
  });
  return {
    ...rig,
    answer(next) {
      result = next;
    },
    async sell(body) {
      const payment = await rig.createPayment(body);
      rig.simulator.pay({ invoiceId: payment.invoiceId });
      await vi.waitFor(
        async () => {
          const { status } = await rig.merchantPayment(payment.id);
          if (status !== 'settled') throw new Error(`the payment is ${status}`);
        },
        { timeout: 10_000 },
      );
      return payment;
    },
  };
}
