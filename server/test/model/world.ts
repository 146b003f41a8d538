import type { WirePayment } from '../../src/http/contract.ts';
import type { Payment } from '../../src/payments/payment.ts';
import { type FakeLedger, fakeLedger } from '../fakes/fake-ledger.ts';
import { type Btcpay, btcpay } from './btcpay.ts';
import { createGate, type Gate } from './gate.ts';
import { type Observations, observations } from './observations.ts';
import { PageStream } from './page-stream.ts';
import { type ServerProcess, type Surroundings, startProcess } from './server-process.ts';
import type { Story } from './step.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';

/** A key that a page made, and what came of it. */
export interface UsedKey {
  readonly header: string;
  /** Ids of the payments that answers named. */
  readonly paymentIds: Set<string>;
  /** Amounts that were asked, and those that got a payment: one key, one body. */
  readonly asked: Set<string>;
  readonly amounts: Set<string>;
}

/** A payment that a page knows, with the secret that opens it. */
export interface KnownPayment {
  readonly id: string;
  readonly secret: string;
}

/** A webhook, and what BTCPay knew of its invoice when it was sent first. */
export interface SentWebhook {
  readonly body: string;
  readonly originalDeliveryId: string;
  readonly type: string;
  readonly invoiceId: string;
  readonly seenMsat: bigint;
  readonly saidSettled: boolean;
  /** Answered with 2xx, at whichever try. */
  acknowledged: boolean;
}

/** An answer of a server that was heard. */
export interface Answer {
  readonly status: number;
  readonly body: WirePayment & { readonly clientSecret?: string; readonly code?: string };
}

/** Everything around the servers, and the servers. */
export interface World {
  readonly time: VirtualTime;
  readonly gate: Gate;
  readonly ledger: FakeLedger;
  readonly btcpay: Btcpay;
  readonly seen: Observations;
  readonly keys: UsedKey[];
  readonly payments: KnownPayment[];
  /** Each committed version of each payment, in the order of the commits. */
  readonly commits: Payment[];
  /** Webhooks that were sent, each once. */
  readonly sent: SentWebhook[];
  /** How often one was sent again under an id of its own. */
  redeliveries: number;
  readonly startedMs: number;
  /** Time leapt while calls waited: a process slept within one, past every deadline. */
  sleptInCall: boolean;
  readonly sweep: boolean;
  readonly isDown: { gateway: boolean; ledger: boolean };
  process(on: number): ServerProcess;
  readonly processes: readonly ServerProcess[];
  start(on: number): void;
  /** Sends a request and waits for nothing; a process that is down, or dies meanwhile, never answers. */
  request(on: number, path: string, init: RequestInit, heard: (answer: Answer) => void): void;
  /** Opens a page's event stream. */
  follow(on: number, payment: KnownPayment): void;
  /** Event streams of pages, and the versions that each of them heard. */
  readonly pages: readonly {
    readonly paymentId: string;
    readonly process: ServerProcess;
    readonly versions: number[];
    stream: PageStream;
  }[];
}

/** Builds a world in which nothing happened yet. */
export function createWorld({ processes: count, sweep }: Pick<Story, 'processes' | 'sweep'>): World {
  const time = virtualTime();
  const gate = createGate(time);
  const clock = { now: time.now };
  const commits: Payment[] = [];
  const ledger = recordingCommits(fakeLedger(), commits);
  const provider = btcpay(clock);
  const seen = observations();
  const isDown = { gateway: false, ledger: false };
  const pages: World['pages'][number][] = [];
  const surroundings: Surroundings = {
    time,
    gate,
    ledger,
    gateway: provider.gateway,
    isDown,
    sweep,
  };
  let born = 0;
  const fresh = () => {
    born += 1;
    return startProcess(surroundings, `process ${born}`);
  };
  const processes: ServerProcess[] = Array.from({ length: count }, fresh);
  const at = (on: number): ServerProcess => {
    const process = processes[on % count];
    if (process === undefined) throw new RangeError('no such process');
    return process;
  };
  const world: World = {
    time,
    gate,
    ledger,
    btcpay: provider,
    seen,
    keys: [],
    payments: [],
    commits,
    sent: [],
    redeliveries: 0,
    startedMs: time.now(),
    sleptInCall: false,
    sweep,
    isDown,
    processes,
    process: at,
    pages,
    start(on) {
      if (!at(on).isAlive) processes[on % count] = fresh();
    },
    request(on, path, init, heard) {
      const process = at(on);
      if (!process.isUp) return;
      void ask(process, path, init).then((answer) => {
        if (!process.isAlive) return;
        time.touch();
        heard(answer);
      });
    },
    follow(on, payment) {
      const process = at(on);
      if (!process.isUp) return;
      const stream = new PageStream((shown) => {
        if (!process.isAlive) return;
        time.touch();
        seen.saw(shown);
        page.versions.push(shown.version);
      });
      const page = { paymentId: payment.id, process, versions: [] as number[], stream };
      pages.push(page);
      const headers = { Authorization: `Bearer ${payment.secret}` };
      const env = { outgoing: stream.outgoing };
      void process.app.request(`/v1/payments/${payment.id}/events`, { headers }, env);
    },
  };
  return world;
}

async function ask(process: ServerProcess, path: string, init: RequestInit): Promise<Answer> {
  const response = await process.app.request(path, init, {});
  const text = await response.text();
  // Safe: the routes' own tests hold the shapes.
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) } as Answer;
}

function recordingCommits(ledger: FakeLedger, commits: Payment[]): FakeLedger {
  return {
    ...ledger,
    async recordPayment(entry) {
      const outcome = await ledger.recordPayment(entry);
      if (outcome.kind === 'created') commits.push(outcome.payment);
      return outcome;
    },
    async saveChange(change) {
      const saved = await ledger.saveChange(change);
      if (saved !== null) commits.push(saved);
      return saved;
    },
  };
}
