import { type Receiver, startReceiver } from './receiver.ts';
import { RECORDED_STORE, send } from './recordings.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';

/** For the tests of the simulator: a store, a receiver that hears everything, and a clock set by hand. */

/** A key that may do everything. */
export const OWNER_KEY = { key: 'd'.repeat(40), label: 'owner', permissions: ['unrestricted'] };

/** Everything of one test. */
export interface Scene {
  readonly simulator: Simulator;
  readonly base: string;
  readonly receiver: Receiver;
  /** Moves the simulator's clock. */
  advance(seconds: number): void;
  /** Sends a request with a key that may do everything and returns the body, which must come with 200. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Creates an invoice and returns its id. */
  create(body: unknown): Promise<string>;
  close(): Promise<void>;
}

/** Opens a scene on the store of the recordings. */
export async function openScene(options: Partial<SimulatorOptions> = {}): Promise<Scene> {
  const receiver = await startReceiver();
  let shiftMs = 0;
  const simulator = createSimulator({
    ...RECORDED_STORE,
    apiKeys: [OWNER_KEY],
    now: () => Date.now() + shiftMs,
    ...options,
  });
  const base = await simulator.listen(0);
  const headers = { Authorization: `token ${OWNER_KEY.key}`, 'Content-Type': 'application/json' };

  async function call(method: string, path: string, body: unknown = null): Promise<unknown> {
    const answer = await send(base, method, path, headers, body);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const store = `/api/v1/stores/${RECORDED_STORE.storeId}`;
  await call('POST', `${store}/webhooks`, { url: receiver.url, secret: 'example-webhook-secret' });
  return {
    simulator,
    base,
    receiver,
    call,
    advance: (seconds) => {
      shiftMs += seconds * 1000;
    },
    create: async (body) => String(Object(await call('POST', `${store}/invoices`, body)).id),
    close: async () => {
      await simulator.close();
      await receiver.close();
    },
  };
}
