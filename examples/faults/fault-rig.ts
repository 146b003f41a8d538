import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Wire } from './wire.ts';

/** A payment as the merchant sees it, as far as these tests look at it. */
export interface MerchantView {
  readonly status: string;
  readonly flags: readonly string[];
}

/** The server's own rig, as far as these tests use it. */
interface ServerRig {
  readonly url: string;
  readonly simulator: { pay(command: { bolt11: string }): unknown };
  merchantPayment(id: string): Promise<MerchantView>;
  stop(): Promise<void>;
}

interface ServerModules {
  startRig(options: {
    webhooks: boolean;
    lifeScale?: number;
    settings: RigSettings & { allowedOrigins: readonly string[] };
    wrap: <Ports extends object>(ports: Ports) => Ports;
  }): Promise<ServerRig>;
  loadWidgetFiles(dir: string, version: string): Promise<unknown>;
}

/** What a test may switch on at the server. */
export interface RigSettings {
  /** Private Ed25519 keys: the server signs receipts. */
  readonly receiptSigningKeys?: readonly KeyObject[];
}

/** A shop's page on an origin of its own; the server with the built widget, over a wire that can go wrong; BTCPay. */
export interface FaultRig {
  readonly wire: Wire;
  /** Address of a shop's page with these tags in its body. */
  page(tags: string): string;
  /** A wallet pays an invoice, and the server has heard of it. */
  pay(created: { readonly id: string; readonly bolt11: string }): Promise<MerchantView>;
  payment(id: string): Promise<MerchantView>;
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');

/**
 * Starts it all on free loopback ports: the real server with an embedded PostgreSQL, and the simulated BTCPay.
 *
 * @param options.settings Default: nothing that needs a key.
 * @param options.lifeScale Factor on the life of an invoice, which is then one minute: 0.2 makes it 12 s. Default: an hour.
 */
export async function startFaultRig({
  settings,
  ...options
}: {
  lifeScale?: number;
  settings?: RigSettings;
} = {}): Promise<FaultRig> {
  const { startRig, loadWidgetFiles } = await serverModules();
  const widgetFiles = await loadWidgetFiles(join(ROOT, 'widget/dist'), '0.0.0');
  const shop = createServer((request, response) => {
    const tags = new URL(request.url ?? '/', 'http://shop').searchParams.get('tags') ?? '';
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
      <script type="module" src="${wire.url}/lightning-pay.js"></script><body>${tags}</body></html>`,
    );
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`; // a TCP server: never a path
  const server = await startRig({
    ...options,
    webhooks: true,
    settings: { ...settings, allowedOrigins: [origin] },
    wrap: (ports) => ({ ...ports, widgetFiles }),
  });
  const wire = await Wire.start(server.url);
  return {
    wire,
    page: (tags) => `${origin}/?tags=${encodeURIComponent(tags)}`,
    async pay({ id, bolt11 }) {
      server.simulator.pay({ bolt11 });
      for (;;) {
        const payment = await server.merchantPayment(id);
        if (payment.status === 'settled') return payment;
      }
    },
    payment: (id) => server.merchantPayment(id),
    async stop() {
      await wire.close();
      shop.closeAllConnections();
      await new Promise((resolve) => shop.close(resolve));
      await server.stop();
    },
  };
}

/** The server is compiled for Node and these pages for browsers, so it is loaded by address: what they share is on the wire. */
async function serverModules(): Promise<ServerModules> {
  const load = (path: string) =>
    import(/* @vite-ignore */ new URL(`../../server/${path}`, import.meta.url).href);
  return { ...(await load('test/acceptance/rig.ts')), ...(await load('src/http/widget-files.ts')) };
}
