import { compose, type Ports, type Settings } from '../../src/compose.ts';
import { parseMoney } from '../../src/payments/money.ts';
import { TIMINGS } from '../../src/timings.ts';
import { dummySecret } from '../required-env.ts';
import { fakeClock } from './clock.ts';
import { fakeGateway } from './fake-gateway.ts';
import { fakeLedger } from './fake-ledger.ts';
import { interruptible } from './interruptible.ts';
import { ROOMY } from './limits.ts';
import { EMPTY_PAGE_FILES } from './page-files.ts';
import { seededRandom } from './random.ts';
import { recordingAlerts } from './recording-alerts.ts';
import { recordingCounters } from './recording-counters.ts';

/** Limits of an amount in one currency. */
export const limitsOf = (currency: string, min: string, max: string) => ({
  currency,
  min: parseMoney(min, currency),
  max: parseMoney(max, currency),
});

/** The whole application over fakes, with a hand for the forms of its pages. */
export function hostedApp(settings: Partial<Settings> = {}, ports: Partial<Ports> = {}) {
  const clock = fakeClock();
  const gateway = interruptible(fakeGateway(clock));
  const ledger = fakeLedger();
  const publicUrl = settings.publicUrl ?? 'https://pay.example.com';
  const { app } = compose(
    {
      publicUrl,
      allowedOrigins: '*',
      network: 'regtest',
      currencies: [limitsOf('USD', '20', '100')],
      openAmounts: true,
      supportUrl: null,
      appSecrets: [dummySecret(32)],
      merchantApiKeys: [],
      merchantReadKeys: [],
      btcpay: { storeId: 'store1', webhookSecrets: [dummySecret(16)] },
      ...ROOMY,
      retentionDays: 90,
      ...settings,
    },
    {
      ledger,
      gateway: gateway.port,
      alerts: recordingAlerts(),
      counters: recordingCounters(),
      requestLog: { request: () => undefined, failure: () => undefined },
      clock,
      random: seededRandom('pages'),
      widgetFiles: new Map(),
      pageFiles: EMPTY_PAGE_FILES,
      ...ports,
    },
    TIMINGS,
  );
  // Hono's bindings of a request that came over no socket.
  const request = (path: string, init: RequestInit) => app.request(path, init, {});
  const text = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await request(path, { headers });
    return { status: answer.status, headers: answer.headers, html: await answer.text() };
  };
  const send = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await request(path, {
      method: 'POST',
      headers: { Origin: new URL(publicUrl).origin, ...headers },
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, headers: answer.headers, html: await answer.text() };
  };
  return { clock, gateway, ledger, request, text, send };
}

/** What is in the form of a page, by name; a name that is there twice keeps its last value. */
export function formFields(html: string): Record<string, string> {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
}
