import { type Composition, compose, type Ports, type Settings } from '../../src/compose.ts';
import { PaymentError } from '../../src/payments/errors.ts';
import { parseMoney } from '../../src/payments/money.ts';
import type { Gateway, Ledger } from '../../src/payments/ports.ts';
import { TIMINGS, type Timings } from '../../src/timings.ts';
import { ROOMY } from '../fakes/limits.ts';
import { EMPTY_PAGE_FILES } from '../fakes/page-files.ts';
import { seededRandom } from '../fakes/random.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { recordingCounters } from '../fakes/recording-counters.ts';
import { dummySecret } from '../required-env.ts';
import type { Gate, PortRules } from './gate.ts';
import type { VirtualTime } from './virtual-time.ts';

/** BTCPay's store, and the secret of its webhook. */
export const STORE_ID = 'store1';
export const WEBHOOK_SECRET = 'example-webhook-secret';

/** One composed server, over ports that others share. All that it knows by heart is gone when it crashes. */
export interface ServerProcess {
  readonly app: Composition['app'];
  /** Takes requests. */
  readonly isUp: boolean;
  /** Neither crashed nor failed to start. */
  readonly isAlive: boolean;
  crash(): void;
  /** Ends it cleanly: no new requests, the rest is finished. */
  stop(): void;
}

/** What a process runs on. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly gate: Gate;
  readonly ledger: Ledger;
  readonly gateway: Gateway;
  /** Who refuses every call at the moment. */
  readonly isDown: { readonly gateway: boolean; readonly ledger: boolean };
  /** False: payments must get by on webhooks. */
  readonly sweep: boolean;
}

const SETTINGS: Settings = {
  publicUrl: 'https://pay.example.com',
  allowedOrigins: ['https://pay.example.com'],
  network: 'regtest',
  currencies: [{ currency: 'USD', min: parseMoney('20', 'USD'), max: parseMoney('100', 'USD') }],
  openAmounts: true,
  supportUrl: null,
  appSecrets: [dummySecret(32, 'a')],
  merchantApiKeys: [],
  merchantReadKeys: [],
  btcpay: { storeId: STORE_ID, webhookSecrets: [WEBHOOK_SECRET] },
  ...ROOMY,
  retentionDays: 90,
};

const NEVER_MS = 2 ** 31 - 1;

/**
 * Starts a process; it is up as soon as the gate has let its first calls through.
 *
 * @param name Seeds its chance: no two processes of a run have the same.
 */
export function startProcess(on: Surroundings, name: string): ServerProcess {
  const timings: Timings = on.sweep ? TIMINGS : { ...TIMINGS, sweepMs: NEVER_MS };
  let isAlive = true;
  let isUp = false;
  let isStopping = false;
  const ports: Ports = {
    ledger: on.gate.guard(
      on.ledger,
      ledgerRules(() => on.isDown.ledger),
      () => isAlive,
    ),
    gateway: on.gate.guard(
      on.gateway,
      gatewayRules(() => on.isDown.gateway),
      () => isAlive,
    ),
    alerts: recordingAlerts(),
    counters: recordingCounters(),
    requestLog: { request: () => undefined, failure: () => undefined },
    clock: { now: on.time.now },
    random: seededRandom(name),
    widgetFiles: new Map(),
    pageFiles: EMPTY_PAGE_FILES,
  };
  const composition = compose(SETTINGS, ports, timings);
  composition.start().then(
    () => {
      isUp = true;
    },
    () => {
      isAlive = false;
    },
  );
  return {
    app: composition.app,
    get isUp() {
      return isUp && isAlive && !isStopping;
    },
    get isAlive() {
      return isAlive;
    },
    crash() {
      isAlive = false;
    },
    stop() {
      if (!isUp || isStopping) return;
      isStopping = true;
      composition.drain();
      const end = () => {
        isAlive = false;
      };
      composition.stop().then(end, end);
    },
  };
}

const LEDGER_WRITES = new Set([
  'recordPayment',
  'claimRenewal',
  'releaseCreation',
  'saveChange',
  'claimDueInvoices',
  'scheduleChecks',
  'storeDelivery',
  'finishDeliveries',
]);

function ledgerRules(isDown: () => boolean): PortRules {
  return {
    limitMs: () => TIMINGS.ledgerCallMs,
    // A statement that nobody waits for any more may commit all the same.
    strayMs: (method) => (LEDGER_WRITES.has(method) ? 5_000 : 0),
    fail() {
      throw new PaymentError('ledger_unavailable');
    },
    isDown,
  };
}

function gatewayRules(isDown: () => boolean): PortRules {
  return {
    limitMs(method) {
      if (method === 'createInvoice') return TIMINGS.btcpayCreateMs;
      return method === 'listUnpaid' ? TIMINGS.btcpayListMs : TIMINGS.btcpayReadMs;
    },
    // FACTS section 3: a creation that got no answer may be carried out seconds later.
    strayMs: (method) => (method === 'createInvoice' ? TIMINGS.adoptionWaitMs : 0),
    fail(method, why) {
      if (method === 'createInvoice' && why === 'silent') return 'unknown';
      throw new PaymentError('gateway_unavailable');
    },
    isDown,
  };
}
