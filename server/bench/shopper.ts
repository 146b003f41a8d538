import { randomBytes, randomUUID } from 'node:crypto';
import { signBtcpayWebhook } from '../src/btcpay/webhook.ts';
import { createHttpClient } from './http-client.ts';
import type { Stack } from './stack.ts';

/** A payment as its creator knows it. */
export interface CreatedPayment {
  readonly id: string;
  readonly clientSecret: string;
  readonly invoice: { readonly bolt11: string };
}

/** A webhook of BTCPay's, signed and ready to be sent. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly deliveryId: string;
}

/** The headers and body that the widget creates a payment with. */
export function creation(): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  return {
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomBytes(16).toString('base64url'),
    },
    body: '{"amount":"50","currency":"USD"}',
  };
}

/** The headers that the widget reads a payment with. */
export function readHeaders({ clientSecret }: CreatedPayment): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${clientSecret}` };
}

/** Creates payments, pays them at the simulated node and writes the webhooks that BTCPay would. */
export function createShopper(stack: Stack) {
  const server = createHttpClient(stack.url);
  const btcpay = createHttpClient(stack.btcpayUrl);
  return {
    /** @throws Error unless the answer is 201. */
    async create(): Promise<CreatedPayment> {
      const { headers, body } = creation();
      const { status, text } = await server.send('POST', '/v1/payments', headers, body);
      if (status !== 201) throw new Error(`create: ${status} ${text}`);
      return JSON.parse(text) as CreatedPayment; // 201 is what the contract says
    },
    /** Pays in full; BTCPay knows at once. */
    async pay({ invoice: { bolt11 } }: CreatedPayment): Promise<{ readonly invoiceId: string }> {
      const { status, text } = await btcpay.send('POST', '/control/pay', {}, JSON.stringify({ bolt11 }));
      if (status !== 200) throw new Error(`pay: ${status} ${text}`);
      return JSON.parse(text) as { invoiceId: string }; // the simulator's own answer
    },
    webhook: (invoiceId: string): SignedWebhook => writeWebhook(stack, invoiceId),
    close() {
      server.close();
      btcpay.close();
    },
  };
}

function writeWebhook({ storeId, webhookSecret }: Stack, invoiceId: string): SignedWebhook {
  const deliveryId = randomUUID();
  const event = {
    manuallyMarked: false,
    overPaid: false,
    deliveryId,
    webhookId: 'BenchWebhook',
    originalDeliveryId: deliveryId,
    isRedelivery: false,
    type: 'InvoiceSettled',
    timestamp: Math.floor(Date.now() / 1_000),
    storeId,
    invoiceId,
    metadata: {},
  };
  const body = JSON.stringify(event, null, 2);
  const signature = signBtcpayWebhook(Buffer.from(body), webhookSecret);
  return { body, headers: { 'content-type': 'application/json', 'btcpay-sig': signature }, deliveryId };
}
