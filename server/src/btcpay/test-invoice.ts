import { PaymentError } from '../payments/errors.ts';
import type { Network } from '../payments/invoice.ts';
import { formatMoney, type Money } from '../payments/money.ts';
import type { Timings } from '../timings.ts';
import { bolt11Description } from './bolt11.ts';
import { createBtcpayGateway } from './client.ts';
import { connectionFailure, FAILURE_WORDS } from './connection-failure.ts';
import { CheckFailed, type Finding, printable } from './finding.ts';
import { callGreenfield, type GreenfieldOptions } from './greenfield.ts';
import { createdSchema, refusalSchema } from './schema.ts';

/** What the test invoice is made with: the server's own key, network and price. */
export interface TestInvoiceOptions extends GreenfieldOptions {
  readonly storeId: string;
  readonly network: Network;
  /** The least that the server accepts in its first currency. */
  readonly price: Money;
  readonly timings: Pick<Timings, 'btcpayCreateMs' | 'btcpayReadMs' | 'btcpayListMs'>;
}

/** Stands where a payment's reference does. It has another form, so nobody takes it for one. */
const TEST_ORDER_ID = 'LP-TEST-INVOICE';

/** It is marked invalid in the next step; where that fails, it is over soon. */
const LIFETIME_MINUTES = 10;

/** Where BTCPay 2.x has the template. */
const TEMPLATE_STEPS = [
  'In BTCPay open the store, then Wallets > Lightning > Settings.',
  'Write into "Description template of the lightning invoice": Paid to {StoreName} (Order ID: {OrderId})',
  'Press Save. Customers then see the reference in their wallets.',
] as const;

const NODE_STEPS = [
  'In BTCPay open the store, then Wallets > Lightning: connect a node ("Use internal node"), switch it on, Save.',
  'Look whether the node runs and is synchronised, then run this command again.',
] as const;

/**
 * Makes an invoice as the server will, with the server's key alone, and looks at everything that a payment needs: a
 * Lightning invoice of the node, on the right network, over the right amount, known to the node, with our reference in it.
 *
 * @param report Hears of each check that could be finished.
 * @returns Its id.
 * @throws CheckFailed
 */
export async function makeTestInvoice(
  options: TestInvoiceOptions,
  report: (finding: Finding) => void,
): Promise<string> {
  const invoiceId = await create(options);
  const gateway = createBtcpayGateway({ ...options, ttlMinutes: LIFETIME_MINUTES });
  const { lightning, amount, currency } = await asked(() => gateway.readInvoice(invoiceId));
  if (lightning === null) {
    throw new CheckFailed('BTCPay made an invoice without a Lightning payment', NODE_STEPS);
  }
  const { request, rate } = lightning;
  const { price, network } = options;
  if (amount !== formatMoney(price) || currency !== price.currency) {
    throw new CheckFailed(
      `BTCPay was asked for ${formatMoney(price)} ${price.currency} and made an invoice over ${printable(`${amount} ${currency}`)}`,
      ['Look whether this is BTCPay 2.x.'],
    );
  }
  if (request.network !== network) {
    throw new CheckFailed(`the node is on ${request.network}, but NETWORK says ${network}`, [
      `Write NETWORK=${request.network}, or connect a node of ${network} to the store.`,
    ]);
  }
  const sats = (request.amountMsat ?? 0n) / 1_000n;
  report({
    state: 'ok',
    check: 'Lightning',
    text: `a test invoice over ${amount} ${currency} is ${sats} sats on ${network}, at ${rate} a bitcoin`,
  });

  const node = await asked(() => gateway.readNode(request.paymentHash));
  if (node === null)
    throw new CheckFailed('the node does not know the invoice that it has just made', NODE_STEPS);
  report({ state: 'ok', check: 'Node', text: 'it can be asked about an invoice that BTCPay lost sight of' });

  report(judgeDescription(bolt11Description(request.bolt11)));
  return invoiceId;
}

/** Whether wallets show the payment's reference: it stands in the BOLT11 by the store's template. */
function judgeDescription(description: string | null): Finding {
  const check = 'Description';
  if (description?.includes(TEST_ORDER_ID))
    return { state: 'ok', check, text: `wallets show "${printable(description)}"` };
  const shown = description === null ? 'nothing' : `"${printable(description)}"`;
  return {
    state: 'advice',
    check,
    text: `wallets show ${shown}: the payment's reference is not in it`,
    steps: TEMPLATE_STEPS,
  };
}

async function create(options: TestInvoiceOptions): Promise<string> {
  const outcome = await callGreenfield(options, {
    method: 'POST',
    path: `/stores/${encodeURIComponent(options.storeId)}/invoices`,
    body: {
      amount: formatMoney(options.price),
      currency: options.price.currency,
      checkout: {
        paymentMethods: ['BTC-LN'],
        expirationMinutes: LIFETIME_MINUTES,
        lazyPaymentMethods: false,
        paymentTolerance: 0,
      },
      receipt: { enabled: false },
      metadata: { orderId: TEST_ORDER_ID, itemDesc: 'Connection test' },
    },
    signal: AbortSignal.timeout(options.timings.btcpayCreateMs),
  });
  if (outcome.kind !== 'answer') {
    throw new CheckFailed(`BTCPay ${FAILURE_WORDS[connectionFailure(outcome.cause)]}`, NODE_STEPS);
  }
  const created = outcome.status === 200 ? createdSchema.safeParse(outcome.json) : null;
  if (created?.success) return created.data.id;
  const refusal = refusalSchema.safeParse(outcome.json);
  const said = refusal.success && !Array.isArray(refusal.data) ? reasonIn(refusal.data.message) : '';
  throw new CheckFailed(`BTCPay cannot make a Lightning invoice: ${said || `it answers ${outcome.status}`}`, [
    ...NODE_STEPS,
    ...(/\brate\b/i.test(said)
      ? [`If it is the rate: open the store, then Settings > Rates, for ${options.price.currency}.`]
      : []),
  ]);
}

/** What is said to be wrong in BTCPay's log of a creation: its first line, and those of errors less the time. */
function reasonIn(log: string): string {
  const [first = '', ...lines] = log.split('\n');
  const errors = lines.flatMap((line) => /:Error (.+)$/.exec(line)?.[1] ?? []);
  return printable([first, ...errors].join(' '), 400);
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    const why = error.cause instanceof Error ? `: ${printable(error.cause.message)}` : '';
    throw new CheckFailed(`the test invoice cannot be read back (${error.code}${why})`, NODE_STEPS);
  }
}
