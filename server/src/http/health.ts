import { Hono } from 'hono';
import type { Clock, Gateway, Ledger } from '../payments/ports.ts';
import type { Readiness } from './deps.ts';

/** Routes for whoever watches the process. */
export function healthRoutes(readiness: Readiness): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ status: 'pass' });
  });
  app.get('/readyz', async (c) => {
    const status = await readiness.check();
    c.header('Cache-Control', 'no-store');
    return c.json({ status }, status === 'fail' ? 503 : 200);
  });
  return app;
}

/** What readiness stands on. */
export interface ReadinessDeps {
  readonly ledger: Pick<Ledger, 'check'>;
  readonly gateway: Pick<Gateway, 'check'>;
  readonly clock: Clock;
  readonly isStopping: () => boolean;
  readonly timings: { readonly readyLedgerMs: number; readonly readyGatewayKeptMs: number };
}

/** Builds readiness: `fail` only while the ledger is unusable or the process is stopping; trouble at BTCPay is `warn`. */
export function createReadiness({ ledger, gateway, clock, isStopping, timings }: ReadinessDeps): Readiness {
  let gatewayCheck: { readonly atMs: number; readonly good: Promise<boolean> } | null = null;
  return {
    async check() {
      if (isStopping() || !(await answers(ledger.check(), timings.readyLedgerMs))) return 'fail';
      const nowMs = clock.now();
      if (gatewayCheck === null || nowMs - gatewayCheck.atMs >= timings.readyGatewayKeptMs) {
        gatewayCheck = { atMs: nowMs, good: gateway.check().then(yes, no) };
      }
      return (await gatewayCheck.good) ? 'pass' : 'warn';
    },
  };
}

const yes = () => true;
const no = () => false;

function answers(check: Promise<void>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs, false);
    check.then(yes, no).then((good) => {
      clearTimeout(timer);
      resolve(good);
    });
  });
}
