import { ceilDivide, formatDecimal, formatTrimmed } from './decimal.ts';
import { markableStatuses, paidMsat } from './invoices.ts';
import type { LightningNode, NodeInvoice } from './lightning-node.ts';
import { fromMsat, paidAmount } from './pricing.ts';
import type { Store } from './store.ts';
import type { StoredInvoice } from './stored-invoice.ts';
import type { Delivery, Webhook } from './webhook.ts';
import { writePayment } from './webhook-body.ts';

const NODE_ADDRESS = '127.0.0.1:9735';

/** An invoice as `InvoiceData`; fields in BTCPay's order. */
export function renderInvoice(
  invoice: StoredInvoice,
  store: Store,
  withMethods: boolean,
): Record<string, unknown> {
  const expirationTime = Math.floor(invoice.expiresAtMs / 1000);
  return {
    id: invoice.id,
    storeId: invoice.storeId,
    amount: amountOf(invoice),
    paidAmount: paidAmount(paidMsat(invoice), invoice.lightning?.rate ?? '1', invoice.currency),
    checkoutLink: `${invoice.origin}/i/${invoice.id}`,
    status: invoice.status,
    additionalStatus: invoice.additionalStatus,
    monitoringExpiration: expirationTime + invoice.checkout.monitoringMinutes * 60,
    expirationTime,
    createdTime: Math.floor(invoice.createdAtMs / 1000),
    availableStatusesForManualMarking: markableStatuses(invoice),
    archived: invoice.archived,
    paymentMethods: withMethods ? renderPaymentMethods(invoice, store.node) : [],
    type: invoice.type,
    currency: invoice.currency,
    metadata: invoice.metadata,
    checkout: invoice.checkout,
    receipt: invoice.receipt,
  };
}

/** The payment methods of an invoice: BTC-LN, or none. */
export function renderPaymentMethods(invoice: StoredInvoice, node: LightningNode): Record<string, unknown>[] {
  const method = invoice.lightning;
  if (!method || invoice.checkout.paymentMethods.length === 0) return [];
  const paid = paidMsat(invoice);
  const paidSats = ceilDivide(paid, 1000n);
  const topUpSats = invoice.type === 'TopUp' ? paidSats : null;
  const amountSats = method.claimedSats ?? topUpSats ?? method.amountSats;
  const atNode = method.paymentHash === null ? null : node.find(method.paymentHash);
  return [
    {
      activated: atNode !== null,
      destination: atNode?.bolt11 ?? null,
      paymentLink: atNode ? `lightning:${atNode.bolt11}` : '',
      rate: method.rate,
      paymentMethodPaid: btc(paidSats),
      totalPaid: btc(paidSats),
      due: btc(topUpSats === null ? ceilDivide(amountSats * 1000n - paid, 1000n) : 0n),
      amount: btc(amountSats),
      paymentMethodFee: '0',
      payments: invoice.payments.map(writePayment),
      paymentMethodId: 'BTC-LN',
      additionalData: atNode && {
        paymentHash: atNode.paymentHash,
        preimage: atNode.paidAt !== null && isRecorded(invoice, atNode) ? atNode.preimage : null,
        invoiceId: atNode.label,
        nodeInfo: `${node.id}@${NODE_ADDRESS}`,
      },
      currency: 'BTC',
    },
  ];
}

/** The node's own view of a BOLT11; amounts in msat. The preimage is there once it is paid. */
export function renderNodeInvoice(invoice: NodeInvoice, nowMs: number): Record<string, unknown> {
  const paid = invoice.paidAt !== null;
  const over = invoice.cancelled || nowMs >= invoice.expiresAt * 1000;
  return {
    id: invoice.label,
    status: paid ? 'Paid' : over ? 'Expired' : 'Unpaid',
    BOLT11: invoice.bolt11,
    paymentHash: invoice.paymentHash,
    ...(paid ? { preimage: invoice.preimage } : {}),
    paidAt: invoice.paidAt,
    expiresAt: invoice.expiresAt,
    amount: invoice.amountMsat?.toString() ?? null,
    amountReceived: invoice.receivedMsat?.toString() ?? null,
  };
}

/** A webhook; the secret is in the create answer only. */
export function renderWebhook(webhook: Webhook, withSecret: boolean): Record<string, unknown> {
  return {
    id: webhook.id,
    enabled: webhook.enabled,
    ...(withSecret ? { secret: webhook.secret } : {}),
    automaticRedelivery: webhook.automaticRedelivery,
    url: webhook.url,
    authorizedEvents: { everything: webhook.everything, specificEvents: webhook.specificEvents },
  };
}

/** One attempt in the list of deliveries. */
export function renderDelivery(delivery: Delivery): Record<string, unknown> {
  const answered = delivery.errorMessage === null ? 'HttpSuccess' : 'HttpError';
  return {
    id: delivery.id,
    timestamp: delivery.deliveryTime,
    deliveryTime: delivery.deliveryTime,
    httpCode: delivery.httpCode,
    errorMessage: delivery.errorMessage,
    status: delivery.httpCode === null ? 'Failed' : answered,
  };
}

/** A paid top-up shows what was paid, with every decimal of the product. */
function amountOf(invoice: StoredInvoice): string {
  if (invoice.type === 'Standard' || invoice.status !== 'Settled' || invoice.payments.length === 0)
    return invoice.amount;
  return formatDecimal(fromMsat(paidMsat(invoice), invoice.lightning?.rate ?? '1'));
}

function isRecorded(invoice: StoredInvoice, atNode: NodeInvoice): boolean {
  return invoice.payments.some(({ paymentHash }) => paymentHash === atNode.paymentHash);
}

function btc(sats: bigint): string {
  return formatTrimmed({ units: sats, scale: 8 });
}
