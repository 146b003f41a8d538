import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type IPolicy,
  wrap,
} from 'cockatiel';
import { PaymentError } from '../payments/errors.ts';
import type { Alerts, Counters, Gateway } from '../payments/ports.ts';

/** Failures in a row after which BTCPay is left alone for a while. */
const FAILURES_THAT_OPEN = 5;
/** Creations under way at once, and those that may wait for their turn: a creation can take ten seconds. */
const CREATIONS = { inFlight: 32, waiting: 64 } as const;
/** Reads under way at once, and those that may wait: the sweep asks for many. */
const READS = { inFlight: 16, waiting: 2_000 } as const;

/** What the guard stands on. */
export interface GuardOptions {
  readonly alerts: Alerts;
  readonly counters: Counters;
  readonly timings: { readonly circuitOpenMs: number };
}

/**
 * Puts a gateway behind a circuit breaker and a cap on calls in flight, one pair for creations and one for reads: a
 * node that cannot make invoices must not hide payments that BTCPay can still tell of. An open circuit answers at
 * once with `gateway_unavailable`, lets one call try again after `circuitOpenMs`, and closes when that one succeeds.
 */
export function guardGateway(gateway: Gateway, options: GuardOptions): Gateway {
  const watch = watchCredentials(options.alerts);
  const creation = guarded('create', CREATIONS, options, watch);
  const reading = guarded('read', READS, options, watch);
  return {
    createInvoice: (order) => creation(() => gateway.createInvoice(order)),
    readInvoice: (invoiceId) => reading(() => gateway.readInvoice(invoiceId)),
    findInvoices: (reference) => reading(() => gateway.findInvoices(reference)),
    listUnpaid: (fromMs, toMs) => reading(() => gateway.listUnpaid(fromMs, toMs)),
    readNode: (paymentHash) => reading(() => gateway.readNode(paymentHash)),
    // Asked by probes and when something is wrong: it must see for itself.
    check: () => gateway.check(),
  };
}

function guarded(
  name: string,
  cap: { readonly inFlight: number; readonly waiting: number },
  { counters, timings }: GuardOptions,
  watch: CredentialWatch,
): <T>(call: () => Promise<T>) => Promise<T> {
  const breaker = circuitBreaker(
    handleWhen(isUnavailable).orWhenResult((result) => result === 'unknown'),
    { halfOpenAfter: timings.circuitOpenMs, breaker: new ConsecutiveBreaker(FAILURES_THAT_OPEN) },
  );
  breaker.onBreak(() => counters.add(`btcpay_${name}_circuit_opened`));
  breaker.onReset(() => counters.add(`btcpay_${name}_circuit_closed`));
  const policy: IPolicy = wrap(bulkhead(cap.inFlight, cap.waiting), breaker);
  return async (call) => {
    try {
      const result = await policy.execute(() => call());
      watch.accepted();
      return result;
    } catch (cause) {
      watch.failed(cause);
      const refused = cause instanceof BrokenCircuitError || cause instanceof BulkheadRejectedError;
      if (!refused) throw cause;
      const retryAfterSeconds = Math.ceil(timings.circuitOpenMs / 1_000);
      throw new PaymentError('gateway_unavailable', { cause, retryAfterSeconds });
    }
  };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof PaymentError && ['gateway_unavailable', 'gateway_forbidden'].includes(error.code);
}

interface CredentialWatch {
  accepted(): void;
  failed(error: unknown): void;
}

/** Raises one alert when BTCPay stops accepting the key, and is ready for the next once it was accepted again. */
function watchCredentials(alerts: Alerts): CredentialWatch {
  let alarmed = false;
  return {
    accepted() {
      alarmed = false;
    },
    failed(error) {
      if (!(error instanceof PaymentError) || error.code !== 'gateway_forbidden' || alarmed) return;
      alarmed = true;
      alerts.raise('btcpay_credentials', {
        reason: error.cause instanceof Error ? error.cause.message : error.code,
      });
    },
  };
}
