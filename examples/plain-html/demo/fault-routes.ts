import { type Faults, LONGEST_DOWN_SECONDS } from './faults.ts';
import { readJson } from './json-request.ts';
import type { BtcpayInvoice } from './ledger-payment.ts';
import { type Route, sendJson } from './route.ts';

/** What the routes of the faults work with. */
export interface FaultParts {
  readonly faults: Pick<Faults, 'state' | 'drop' | 'takeDown' | 'kill' | 'payLate'>;
  /** The newest invoice of a payment, from the ledger; null where it has none. */
  readonly invoiceOf: (paymentId: string) => Promise<BtcpayInvoice | null>;
}

/**
 * The routes that break the demo, by `METHOD /path`. Each takes a JSON object and answers 400 to anything else.
 *
 * @param parts What they work with.
 */
export function faultRoutes({ faults, invoiceOf }: FaultParts): ReadonlyMap<string, Route> {
  /** `run` answers what to send, or null where the body does not say what to do. */
  const command = (run: (body: Readonly<Record<string, unknown>>) => Promise<unknown>): Route => {
    return async (request, response) => {
      const body = await readJson(request);
      const answer = body && (await run(body));
      if (answer === null) sendJson(response, 400, { status: 'not understood' });
      else sendJson(response, 200, answer);
    };
  };
  return new Map<string, Route>([
    [
      'POST /demo/late',
      command(async ({ paymentId }) => {
        const invoice = typeof paymentId === 'string' ? await invoiceOf(paymentId) : null;
        return invoice && faults.payLate(invoice);
      }),
    ],
    [
      'POST /demo/drop',
      command(async ({ drop }) => {
        if (typeof drop !== 'boolean') return null;
        await faults.drop(drop);
        return faults.state;
      }),
    ],
    [
      'POST /demo/down',
      command(async ({ seconds }) => {
        if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= LONGEST_DOWN_SECONDS)) return null;
        await faults.takeDown(seconds);
        return faults.state;
      }),
    ],
    [
      'POST /demo/kill',
      command(async () => {
        faults.kill();
        return faults.state;
      }),
    ],
  ]);
}
