import { join } from 'node:path';
import { type DemoPlan, serverEnvironment, simulatorEnvironment } from './child-environment.ts';
import { type DemoProcess, startProcess } from './child-process.ts';
import { Faults } from './faults.ts';
import { freePort } from './free-port.ts';
import { createSite, listen } from './front.ts';
import { LedgerView } from './ledger-view.ts';
import { OrderBook } from './order-book.ts';
import { PageFiles } from './page-files.ts';
import { untilReady } from './readiness.ts';
import { demoSecrets } from './secrets.ts';
import { payInvoice } from './simulated-wallet.ts';
import { Supervisor, storyOf } from './supervisor.ts';

const STOP_GRACE_MS = 20_000;
const START_LIMIT_MS = 60_000;

/** How a demo is run. */
export interface DemoOptions {
  /** Folder with the built programs: `server/dist`. */
  readonly dist: string;
  /** Folder with the shop's page. */
  readonly page: string;
  /** Folder for everything that survives a restart. */
  readonly dataDir: string;
  /** Port of the shop; 0 for any. */
  readonly port: number;
  /** Address to listen on; null for the loopback ones. */
  readonly host: string | null;
  /** Ends the start. */
  readonly signal: AbortSignal;
  /** Told what starts, a line each. */
  readonly say: (line: string) => void;
}

/** A demo that runs. */
export interface Demo {
  /** Where the shop is. */
  readonly url: string;
  /** Settles with what to tell, when the simulated BTCPay ended by itself, or the server again and again. */
  readonly broken: Promise<string>;
  /** Ends every program and the shop. */
  stop(): Promise<void>;
}

/**
 * Starts the whole demo: simulated BTCPay, server, shop.
 *
 * @returns Once the shop can be used.
 * @throws Error `EADDRINUSE` where the port is taken; an Error that tells the last lines where a program ends, or is not
 * ready within a minute; the signal's reason when it is aborted. Nothing is left running then.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const front = await listen(options.port, options.host);
  const programs: Pick<DemoProcess, 'stop'>[] = [];
  const stop = async () => {
    await front.close();
    // Last started, first ended: the server may still have something to ask BTCPay.
    for (const program of programs.toReversed()) await program.stop(STOP_GRACE_MS);
  };
  try {
    const plan: DemoPlan = {
      dataDir: options.dataDir,
      publicPort: front.port,
      serverPort: await freePort(),
      simulatorPort: await freePort(),
      secrets: demoSecrets(join(options.dataDir, 'demo-secrets.json')),
    };
    const serverUrl = `http://127.0.0.1:${plan.serverPort}`;
    const simulatorUrl = `http://127.0.0.1:${plan.simulatorPort}`;
    const startServer = () => startProcess('server', join(options.dist, 'main.js'), serverEnvironment(plan));
    const simulator = startProcess(
      'simulated BTCPay',
      join(options.dist, 'simulator.js'),
      simulatorEnvironment(plan),
    );
    programs.push(simulator);
    const first = startServer();
    programs.push(first);
    for (const { name, pid } of [simulator, first]) options.say(`${name}: pid ${pid}`);
    const simulatorBroke = simulator.ended.then((end) => storyOf(simulator, end));
    const firstBroke = first.ended.then((end) => storyOf(first, end));
    await Promise.race([
      allReady([`${simulatorUrl}/api/v1/health`, `${serverUrl}/readyz`], options.signal),
      // A server that cannot even start will not by being started again.
      Promise.race([simulatorBroke, firstBroke]).then((story) => Promise.reject(new Error(story))),
    ]);
    const server = new Supervisor(first, {
      start: startServer,
      untilReady: (signal) => untilReady(`${serverUrl}/readyz`, signal),
      say: options.say,
    });
    programs.splice(1, 1, server);
    const ledger = new LedgerView({ serverUrl, readKey: plan.secrets.merchantReadKey });
    front.serve(
      createSite(serverUrl, {
        files: new PageFiles(options.page, plan.secrets.merchantApiKey),
        orders: new OrderBook(join(options.dataDir, 'shop/orders.json')),
        ledger,
        faults: new Faults({ simulatorUrl, server }),
        pay: (bolt11, how) => payInvoice(simulatorUrl, bolt11, how),
        invoiceOf: (paymentId) => ledger.newestInvoice(paymentId),
      }),
    );
    const broken = Promise.race([simulatorBroke, server.gaveUp]);
    return { url: `http://localhost:${front.port}`, broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function allReady(urls: readonly string[], signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS)]);
  await Promise.all(urls.map((url) => untilReady(url, limit)));
}
