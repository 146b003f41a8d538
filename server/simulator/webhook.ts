import type { InvoiceEvent } from './invoices.ts';

/** A webhook of the store. */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly automaticRedelivery: boolean;
  readonly secret: string;
  readonly everything: boolean;
  /** Names of events, also ones that do not exist: BTCPay takes any. */
  readonly specificEvents: readonly string[];
}

/** One thing that happened to an invoice, as every delivery of it tells it. */
export interface Notice {
  readonly event: InvoiceEvent;
  /** Unix seconds of the event, the same in each redelivery. */
  readonly timestamp: number;
  readonly storeId: string;
  readonly invoiceId: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One attempt to deliver a notice. */
export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly originalDeliveryId: string;
  readonly notice: Notice;
  /** The body that was sent. */
  readonly body: string;
  /** Unix seconds of the attempt. */
  readonly deliveryTime: number;
  /** `null`: no HTTP answer. */
  readonly httpCode: number | null;
  readonly errorMessage: string | null;
}

/** Whether a webhook is told of an event. */
export function isSubscribed(webhook: Webhook, type: InvoiceEvent['type']): boolean {
  return webhook.enabled && (webhook.everything || webhook.specificEvents.includes(type));
}
