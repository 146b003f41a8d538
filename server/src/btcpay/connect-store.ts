import { obtainServerKey, obtainSetupKey } from './connect-keys.ts';
import type { ConnectPorts, ConnectTarget } from './connect-target.ts';
import { type Finding, runCheck } from './finding.ts';
import { createSetupClient, type SetupClient } from './setup-client.ts';
import { ensureWebhook, webhookUrl } from './store-webhook.ts';
import { makeTestInvoice } from './test-invoice.ts';
import { type Arrival, watchArrival } from './watch-arrival.ts';
import { createProbe } from './webhook-probe.ts';
import { openStandIn } from './webhook-stand-in.ts';

/** How it ended. */
export interface ConnectResult {
  /** `start_server`: all else holds, and the server has to be started, or restarted, with what was written. */
  readonly kind: 'connected' | 'start_server' | 'incomplete';
  /** For what is left to do with the set-up key; null where it never opened anything. */
  readonly client: SetupClient | null;
}

/** Random bytes of the webhook's secret. */
const SECRET_BYTES = 32;

/**
 * Connects a BTCPay store to this server: keys, webhook, a test invoice, and the proof that its webhook arrives. Each
 * thing is written as soon as it is there, so a run that was cut is mended by the next, and one that finds everything
 * done changes nothing.
 *
 * @throws Error only for what is a fault of this program.
 */
export async function connectStore(target: ConnectTarget, ports: ConnectPorts): Promise<ConnectResult> {
  const { report, timings } = ports;
  const btcpay = { url: target.btcpayUrl, fetch: ports.fetch };
  const opened = await runCheck('Set-up key', report, () => obtainSetupKey(target, ports));
  if (opened === null) return { kind: 'incomplete', client: null };
  const { setupKey, storeId, permissions } = opened;
  const setup = { ...btcpay, apiKeys: [setupKey], storeId, timeoutMs: timings.connectCallMs };
  const client = createSetupClient(setup);
  const incomplete: ConnectResult = { kind: 'incomplete', client };

  const apiKey = await runCheck('API key', report, () =>
    obtainServerKey(target, { storeId, client, permissions }, ports),
  );
  const webhookSecret =
    target.webhookSecrets[0] ?? Buffer.from(ports.random.bytes(SECRET_BYTES)).toString('base64url');
  const saved = await runCheck('Settings', report, async () => {
    await ports.save({ storeId, apiKey, webhookSecret });
    return true;
  });
  if (saved === null) return incomplete;

  const webhook = await runCheck('Webhook', report, async () => {
    const found = await ensureWebhook(client, target.publicUrl, webhookSecret);
    report({ state: 'ok', check: 'Webhook', text: found.text });
    return found;
  });
  if (apiKey === null) return incomplete;
  const invoiceId = await runCheck('Lightning', report, () =>
    makeTestInvoice({ ...btcpay, ...target, apiKeys: [apiKey], storeId, timings }, report),
  );
  if (webhook === null || invoiceId === null) return incomplete;

  const url = webhookUrl(target.publicUrl);
  const probe = createProbe(url, webhookSecret, timings.connectCallMs, ports.fetch);
  const look = () =>
    runCheck('Arrival', report, async () => {
      // Closed again before the server is started: it needs the port.
      const standIn = await openStandIn({ ...target, secrets: [webhookSecret], invoiceId });
      try {
        const watch = { ...ports, client, probe, url, webhookId: webhook.id, storeId, invoiceId };
        const arrival = await watchArrival(watch);
        report(toFinding(arrival, standIn?.heard() === true));
        return arrival;
      } finally {
        await standIn?.close();
      }
    });
  let arrival = await look();
  while (arrival?.kind === 'start_server' && (await ports.serverStarted?.()) === true) arrival = await look();
  if (arrival === null) return incomplete;
  const kind = { arrived: 'connected', start_server: 'start_server', failed: 'incomplete' } as const;
  return { kind: kind[arrival.kind], client };
}

function toFinding(arrival: Arrival, byStandIn: boolean): Finding {
  const check = 'Arrival';
  if (arrival.kind === 'arrived') {
    const where = byStandIn ? 'here, in the place of the server: start it now' : "by the server's own word";
    return { state: 'ok', check, text: `BTCPay's webhook about the test invoice arrived, ${where}` };
  }
  const { kind, text, steps } = arrival;
  return { state: kind === 'start_server' ? 'missing' : 'failed', check, text, steps };
}
