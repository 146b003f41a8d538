import { createLedger, type LedgerFunction } from '../src/ledger/ledger.ts';
import type { Ledger } from '../src/payments/ports.ts';
import type { SamplePayment } from './sample-payment.ts';

/** One call of a SQL function, ready to be handed to a driver. */
export interface SqlCall {
  readonly name: LedgerFunction;
  readonly args: object;
}

/** The calls of one payment's life: the very ones that the server makes, by the server's own mapping. */
export interface LedgerCalls {
  readonly create: readonly SqlCall[];
  readonly settle: readonly SqlCall[];
  readonly read: SqlCall;
}

/** Writes down what the server would call for a payment. */
export async function ledgerCalls(sample: SamplePayment): Promise<LedgerCalls> {
  const { entry, added, delivery, settled } = sample;
  const nowMs = entry.payment.createdAtMs;
  return {
    create: [
      await callOf((ledger) => ledger.recordPayment(entry)),
      await callOf((ledger) => ledger.saveChange(added)),
    ],
    settle: [
      await callOf((ledger) => ledger.storeDelivery(delivery, 'pending', null)),
      await callOf((ledger) => ledger.findByInvoice(settled.invoice.id)),
      await callOf((ledger) => ledger.saveChange(settled)),
      await callOf((ledger) => ledger.finishDeliveries([delivery.id], 'applied', null, nowMs)),
    ],
    read: await callOf((ledger) => ledger.getPayment(entry.payment.id)),
  };
}

async function callOf(use: (ledger: Ledger) => Promise<unknown>): Promise<SqlCall> {
  const calls: SqlCall[] = [];
  const ledger = createLedger({
    async call(name, args) {
      calls.push({ name, args });
      return name === 'lp_record_payment' ? { kind: 'mismatch' } : null; // the least that is understood
    },
    close: async () => {},
  });
  await use(ledger);
  const [call] = calls;
  if (call === undefined || calls.length > 1) throw new Error('one method is one call');
  return call;
}
