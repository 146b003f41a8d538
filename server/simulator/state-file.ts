import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LightningNode, type NodeInvoice } from './lightning-node.ts';
import type { PullPayment } from './pull-payment.ts';
import type { Store } from './store.ts';
import type { StoredInvoice } from './stored-invoice.ts';
import type { Delivery, Webhook } from './webhook.ts';

/** What is on disk. Written and read by this file only, so the shape is trusted. */
interface Snapshot {
  readonly nodeKey: string;
  readonly nodeInvoices: readonly NodeInvoice[];
  readonly invoices: readonly StoredInvoice[];
  readonly webhooks: readonly Webhook[];
  /** Not in files of earlier versions. */
  readonly pullPayments?: readonly PullPayment[];
  readonly deliveries: readonly (readonly [string, Delivery[]])[];
}

/** Per webhook; the file is written whole after each change. */
const SAVED_DELIVERIES = 200;

/** Keeps a store in one file of a folder. */
export interface StateFile {
  /** Writes soon; several changes at once become one write. */
  changed(): void;
  /** Resolves when everything is on disk; for the end of the process. */
  flush(): Promise<void>;
}

/** A store without memory of earlier ones. */
export function newStore(id: string, name: string): Store {
  return {
    id,
    name,
    node: new LightningNode(),
    invoices: new Map(),
    webhooks: new Map(),
    pullPayments: new Map(),
    deliveries: new Map(),
  };
}

/** The store that an earlier run left in `dataDir`, or a new one. */
export function loadStore(dataDir: string, id: string, name: string): Store {
  const text = readIfThere(pathIn(dataDir));
  if (text === null) return newStore(id, name);
  const saved: Snapshot = JSON.parse(text, revive);
  return {
    id,
    name,
    node: new LightningNode(Buffer.from(saved.nodeKey, 'hex'), saved.nodeInvoices),
    invoices: new Map(saved.invoices.map((invoice) => [invoice.id, invoice])),
    webhooks: new Map(saved.webhooks.map((webhook) => [webhook.id, webhook])),
    pullPayments: new Map(saved.pullPayments?.map((pullPayment) => [pullPayment.id, pullPayment])),
    deliveries: new Map(saved.deliveries.map(([webhookId, list]) => [webhookId, list])),
  };
}

/** Saves a store in `dataDir`; a crash in the middle of a write leaves the file before it. */
export function openStateFile(dataDir: string, store: Store): StateFile {
  mkdirSync(dataDir, { recursive: true });
  const path = pathIn(dataDir);
  let dirty = false;
  let writing: Promise<void> | null = null;

  /** One write at a time, or an older state could be renamed over a newer one. */
  async function writeAll(): Promise<void> {
    while (dirty) {
      dirty = false;
      await writeFile(`${path}.new`, serialise(store), { mode: 0o600 });
      await rename(`${path}.new`, path);
    }
    writing = null;
  }

  function changed(): void {
    dirty = true;
    writing ??= writeAll();
  }

  return {
    changed,
    async flush() {
      changed();
      await writing;
    },
  };
}

function serialise(store: Store): string {
  const snapshot: Snapshot = {
    nodeKey: store.node.secretKeyHex,
    nodeInvoices: store.node.all(),
    invoices: [...store.invoices.values()],
    webhooks: [...store.webhooks.values()],
    pullPayments: [...store.pullPayments.values()],
    deliveries: [...store.deliveries].map(([id, list]) => [id, list.slice(-SAVED_DELIVERIES)]),
  };
  return JSON.stringify(snapshot, (_, value) =>
    typeof value === 'bigint' ? { $bigint: value.toString() } : value,
  );
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const digits = '$bigint' in value ? value.$bigint : null;
  return typeof digits === 'string' ? BigInt(digits) : value;
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'simulator.json');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
