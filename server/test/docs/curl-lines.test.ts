import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXAMPLES } from '../../docs/reference/examples.ts';
import { type Description, operationsOf, routeOf } from '../../docs/reference/operation.ts';
import { openapiDocument } from '../../src/http/openapi.ts';
import type { Sender } from '../../src/payments/outgoing.ts';
import { PRICING } from '../acceptance/pricing.ts';
import { MERCHANT_KEY, READ_KEY, type Rig, startRig } from '../acceptance/rig.ts';
import { codeBlocks } from './code-blocks.ts';
import { run } from './shell.ts';

/** Sends everything, to nobody. */
const sent: Sender = {
  endpoint: null,
  send: async () => ({ kind: 'delivered', status: 200, reason: null, retryAfterMs: null }),
};

/** Says the status after the body, and fails where nothing comes. */
const CURL = `curl() { command curl --silent --show-error --max-time 30 --write-out '\\n%{http_code}' "$@"; }`;

// The description is what zod made of its schemas, whose shape is what Description names.
const operations = operationsOf(openapiDocument('https://pay.example.com', true) as unknown as Description);
const lines = new Map(
  codeBlocks('API.md')
    .filter(({ heading, language }) => language === 'sh' && /^[A-Z]+ \//.test(heading))
    .map(({ heading, code }) => [heading, code]),
);

describe('the lines of server/docs/API.md', { timeout: 60_000 }, () => {
  let rig: Rig;
  let env: Record<'open' | 'settled', Record<string, string>>;

  beforeAll(async () => {
    rig = await startRig({
      publicHere: true,
      webhooks: true,
      refunds: ['cancreatenonapprovedpullpayments'],
      settings: PRICING,
      wrap: (ports) => ({ ...ports, senders: { webhook: sent, notice: sent, receipt: sent } }),
    });
    const known = {
      MERCHANT_API_KEY: MERCHANT_KEY,
      MERCHANT_READ_KEY: READ_KEY,
      BTCPAY_WEBHOOK_SECRET: 'example-webhook-secret',
      PRODUCT_ID: 'mug',
    };
    const open = await rig.createPayment();
    const paid = await rig.createPayment();
    rig.simulator.pay({ bolt11: paid.invoice?.bolt11 ?? '' });
    const settled = await vi.waitFor(
      async () => {
        const payment = await rig.payment(paid);
        expect(payment.status).toBe('settled');
        return payment;
      },
      { timeout: 20_000 },
    );
    const webhook = (await rig.history(paid.id)).outbox.find(({ channel }) => channel === 'webhook');
    const told = {
      ...known,
      DELIVERY_ID: webhook?.id ?? '',
      RECEIPT_TOKEN: settled.receiptUrl?.split('/').at(-1) ?? '',
    };
    env = {
      open: { ...told, PAYMENT_ID: open.id, CLIENT_SECRET: open.clientSecret },
      settled: { ...told, PAYMENT_ID: paid.id, CLIENT_SECRET: paid.clientSecret },
    };
    await fetch(`${rig.url}/v1/merchant/products/mug`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${MERCHANT_KEY}`, 'Content-Type': 'application/json' },
      body: '{"title":"A mug","amount":"25","currency":"USD"}',
    });
  });
  afterAll(() => rig.stop());

  it.each(operations)(
    '$method $path runs as it stands there, and answers what is documented',
    async (operation) => {
      const route = routeOf(operation);
      const line = lines.get(route);
      if (line === undefined)
        throw new Error(`API.md has no line for ${route}: run \`node --run docs\` in server/`);
      const documented = Object.entries(operation.responses).filter(([status]) => /^[23]/.test(status));
      const isStream = documented.some(([, { content = {} }]) => 'text/event-stream' in content);
      // A stream ends by itself once the payment is settled.
      const which = EXAMPLES[route]?.settled || isStream ? 'settled' : 'open';
      const script = [CURL, line.replaceAll('https://pay.example.com', rig.url)].join('\n');
      const { code, stdout, stderr } = await run('bash', ['-euc', script], env[which]);
      const status = stdout.split('\n').at(-1);
      expect({ code, status, stderr }, stdout).toEqual({
        code: 0,
        status: documented[0]?.[0],
        stderr: '',
      });
      if (isStream)
        expect(stdout).toMatch(/^retry: 1000\n\nevent: payment\nid: \d+\ndata: \{.*"status":"settled"/);
    },
  );

  it('are of routes that there are', () => {
    expect([...lines.keys()].sort()).toEqual(operations.map(routeOf).sort());
  });
});
