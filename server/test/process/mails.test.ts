import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/simulator.ts';
import type { WirePayment } from '../../src/http/contract.ts';
import { newKey } from '../acceptance/rig.ts';
import { type SmtpSink, startSmtpSink } from '../fakes/smtp-sink.ts';
import { dummySecret } from '../required-env.ts';
import { freePort } from './free-port.ts';
import { type ServerProcess, serverEnv, startServer } from './server-process.ts';

const STORE_ID = 'store1';
const API_KEY = dummySecret(40, 'k');
const CUSTOMER = 'buyer@example.com';
const MERCHANT = 'owner@shop.example';
const LOGIN = { user: 'shop-mailer', password: dummySecret(24, 'p') };

describe('mails of the process', () => {
  let dataDir: string;
  let simulator: Simulator;
  let sink: SmtpSink;
  let env: Record<string, string>;
  let server: ServerProcess;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lightning-pay-'));
    sink = await startSmtpSink({ login: LOGIN });
    const port = await freePort();
    const permissions = ['cancreateinvoice', 'canviewinvoices'].map(
      (name) => `btcpay.store.${name}:${STORE_ID}`,
    );
    simulator = createSimulator({
      storeId: STORE_ID,
      apiKeys: [{ key: API_KEY, label: 'server', permissions }],
      timeScale: 0.01,
      webhook: { url: `http://127.0.0.1:${port}/webhooks/btcpay`, secret: 'example-webhook-secret' },
    });
    const url = await simulator.listen(0);
    env = {
      ...serverEnv({ url, apiKey: API_KEY, storeId: STORE_ID }, dataDir),
      PORT: String(port),
      SMTP_URL: `smtp://${LOGIN.user}:${LOGIN.password}@127.0.0.1:${sink.port}`,
      MAIL_FROM: 'Shop <shop@shop.example>',
      NOTIFY_EMAIL: MERCHANT,
    };
    server = await startServer(env);
  });
  afterAll(async () => {
    server.child.kill('SIGKILL');
    await simulator.close();
    await sink.stop();
    await rm(dataDir, { recursive: true });
  });

  async function sell(): Promise<WirePayment> {
    const answer = await fetch(`${server.url}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': newKey() },
      body: JSON.stringify({ amount: '50', email: CUSTOMER }),
    });
    const payment = (await answer.json()) as WirePayment;
    simulator.pay({ bolt11: payment.invoice?.bolt11 });
    return payment;
  }
  const mailsOf = ({ reference }: WirePayment) =>
    sink.mails
      .filter(({ parsed }) => parsed.subject?.includes(reference))
      .flatMap(({ to }) => to)
      .sort();
  const bothOf = (payment: WirePayment) =>
    vi.waitFor(() => expect(mailsOf(payment)).toEqual([CUSTOMER, MERCHANT]), { timeout: 20_000 });

  it('go out once, also when it is killed before the mail server took them', {
    timeout: 60_000,
  }, async () => {
    simulator.webhooks({ repeat: 2 });
    const mailed = await sell();
    await bothOf(mailed);
    sink.moods.push(451, 451);
    const waiting = await sell();
    // Refused once each, which is written down: the next try is due in seconds.
    await vi.waitFor(() => expect(server.output().match(/outbox_\w+_failed/g)).toHaveLength(2), {
      timeout: 20_000,
    });
    await server.end('SIGKILL');
    expect(mailsOf(waiting)).toEqual([]);

    server = await startServer(env);
    await bothOf(waiting);
    // Whatever would come again would come before those of a later payment.
    const later = await sell();
    await bothOf(later);
    expect(mailsOf(mailed)).toEqual([CUSTOMER, MERCHANT]);
    expect(sink.mails).toHaveLength(6);
    expect(new Set(sink.mails.map(({ parsed }) => parsed.messageId)).size).toBe(6);
  });

  it('put no address and no password into the log', () => {
    expect(server.output()).toContain('outbox_receipt_delivered');
    for (const hidden of [CUSTOMER, MERCHANT, 'shop@shop.example', LOGIN.user, LOGIN.password]) {
      expect(server.output()).not.toContain(hidden);
    }
  });
});
