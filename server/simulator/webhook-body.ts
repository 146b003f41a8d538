import { formatTrimmed } from './decimal.ts';
import type { InvoiceEvent, Payment } from './invoices.ts';
import type { Notice } from './webhook.ts';

/** The ids that tell one delivery from another. */
export interface DeliveryIds {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly originalDeliveryId: string;
}

/**
 * Writes the body of a delivery as BTCPay does: indented JSON, `\n`, raw UTF-8. Its own fields come first in a first
 * delivery and after `timestamp` in a redelivery, so a signature can only be checked over the raw bytes.
 */
export function writeWebhookBody(notice: Notice, ids: DeliveryIds): string {
  const isRedelivery = ids.deliveryId !== ids.originalDeliveryId;
  const { storeId, invoiceId, metadata } = notice;
  const own = ownFields(notice.event);
  const head = {
    deliveryId: ids.deliveryId,
    webhookId: ids.webhookId,
    originalDeliveryId: ids.originalDeliveryId,
    isRedelivery,
    type: notice.event.type,
    timestamp: notice.timestamp,
  };
  const tail = { storeId, invoiceId, metadata };
  const body = isRedelivery ? { ...head, ...own, ...tail } : { ...own, ...head, ...tail };
  return JSON.stringify(body, null, 2);
}

/** A payment as BTCPay writes it in webhooks and in `payments[]`. */
export function writePayment(payment: Payment): Record<string, unknown> {
  return {
    id: payment.paymentHash,
    receivedDate: payment.receivedAt,
    value: formatTrimmed({ units: payment.msat, scale: 11 }),
    fee: '0',
    status: 'Settled',
    destination: payment.destination,
  };
}

function ownFields(event: InvoiceEvent): Record<string, unknown> {
  switch (event.type) {
    case 'InvoicePaymentSettled':
    case 'InvoiceReceivedPayment':
      return {
        afterExpiration: event.afterExpiration,
        paymentMethodId: 'BTC-LN',
        payment: writePayment(event.payment),
      };
    case 'InvoiceProcessing':
      return { overPaid: event.overPaid };
    case 'InvoiceSettled':
      return { manuallyMarked: event.manuallyMarked, overPaid: event.overPaid };
    case 'InvoiceExpired':
      return { partiallyPaid: event.partiallyPaid };
    case 'InvoiceInvalid':
      return { manuallyMarked: event.manuallyMarked };
    case 'InvoiceRefund':
      return { pullPaymentId: event.pullPaymentId };
    default:
      return {};
  }
}
