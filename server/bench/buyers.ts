import { setTimeout as wait } from 'node:timers/promises';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { type CreatedPayment, creation, readHeaders } from './shopper.ts';
import type { Stack } from './stack.ts';

/** How a buyer fared. */
export interface Purchase {
  readonly settled: boolean;
  /** How often 429 said to come again. */
  readonly refusals: number;
}

/** The shop and its buyers, each with an address of their own. */
export interface Buyers {
  /** Puts the product into the catalogue. */
  stock(): Promise<void>;
  /**
   * Buys by product or by signed request, in turns: creates, comes again when told to, pays, waits for `settled`.
   *
   * @param index Of the buyer, 0 to 249.
   */
  buy(index: number): Promise<Purchase>;
  close(): void;
}

const POLL_MS = 200;

/**
 * Builds the buyers.
 *
 * @param endMs Time of `performance.now()` after which nobody waits any longer.
 */
export function createBuyers(stack: Stack, merchantKey: string, endMs: number): Buyers {
  const server = createHttpClient(stack.url);
  const btcpay = createHttpClient(stack.btcpayUrl);
  const ofMerchant = { authorization: `Bearer ${merchantKey}`, 'content-type': 'application/json' };

  async function order(index: number): Promise<string> {
    if (index % 2 === 0) return '{"product":"mug"}';
    const price = JSON.stringify({ amount: '42', currency: 'USD', orderId: `A-${index}` });
    const { text } = await expectStatus(
      server.send('POST', '/v1/merchant/payment-requests', ofMerchant, price),
      201,
    );
    const { request } = JSON.parse(text) as { request: string }; // 201 is what the contract says
    return JSON.stringify({ request });
  }

  return {
    async stock() {
      const mug = JSON.stringify({ title: 'A mug', amount: '25', currency: 'USD', active: true });
      const { status } = await server.send('PUT', '/v1/merchant/products/mug', ofMerchant, mug);
      if (status !== 200 && status !== 201) throw new Error(`product: ${status}`);
    },
    async buy(index) {
      const body = await order(index);
      const headers = { ...creation().headers, 'x-forwarded-for': `192.0.2.${index}` };
      let refusals = 0;
      let answer = await server.send('POST', '/v1/payments', headers, body);
      while (answer.status === 429 && answer.retryAfterSeconds !== null && performance.now() < endMs) {
        refusals += 1;
        await wait(answer.retryAfterSeconds * 1_000);
        answer = await server.send('POST', '/v1/payments', headers, body);
      }
      if (answer.status !== 201) return { settled: false, refusals };
      const payment = JSON.parse(answer.text) as CreatedPayment; // 201 is what the contract says
      const { bolt11 } = payment.invoice;
      await expectStatus(btcpay.send('POST', '/control/pay', {}, JSON.stringify({ bolt11 })), 200);
      return { settled: await settles(server, payment, endMs), refusals };
    },
    close() {
      server.close();
      btcpay.close();
    },
  };
}

async function settles(server: HttpClient, payment: CreatedPayment, endMs: number): Promise<boolean> {
  while (performance.now() < endMs) {
    const { text } = await server.send('GET', `/v1/payments/${payment.id}`, readHeaders(payment));
    if (text.includes('"status":"settled"')) return true;
    await wait(POLL_MS);
  }
  return false;
}

async function expectStatus<T extends { readonly status: number; readonly text: string }>(
  sent: Promise<T>,
  wanted: number,
): Promise<T> {
  const answer = await sent;
  if (answer.status !== wanted) throw new Error(`${answer.status} instead of ${wanted}: ${answer.text}`);
  return answer;
}
