import type { VerifiedDelivery } from '../payments/apply-deliveries.ts';
import type { AskReceipt } from '../payments/ask-receipt.ts';
import type { CreatePayment } from '../payments/create-payment.ts';
import type { Network } from '../payments/invoice.ts';
import type { ClientSecrets, Clock, Counters, Ledger, MerchantAccess, Random } from '../payments/ports.ts';
import type { PricePayment } from '../payments/price-payment.ts';
import type { PricePolicy } from '../payments/price-policy.ts';
import type { Catalogue } from '../payments/product.ts';
import type { RefundPayment } from '../payments/refund-payment.ts';
import type { RenewPayment } from '../payments/renew-payment.ts';
import type { Receipts } from '../payments/signed-receipt.ts';
import type { RequestTokens } from '../payments/signed-request.ts';
import type { Timings } from '../timings.ts';
import type { DashboardFiles } from './dashboard-files.ts';
import type { PageFiles } from './hosted/page-files.ts';
import type { RequestLimits } from './limits.ts';
import type { PaymentStreams } from './payment-streams.ts';
import type { WidgetFiles } from './widget-files.ts';

/** One finished request, for the log. */
export interface RequestLine {
  readonly requestId: string;
  readonly method: string;
  /** Pattern of the route, never the path that was asked: it may hold what should not be logged. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  /** Code of the problem, where there was one. */
  readonly code?: string;
}

/** Where requests are logged. */
export interface RequestLog {
  request(line: RequestLine): void;
  /** A failure that a person should find by its request id; the cause stays in the log. */
  failure(requestId: string, error: unknown): void;
}

/** BTCPay's webhook, checked and read by its adapter. */
export interface WebhookReader {
  /** Verifies `BTCPay-Sig` over the raw bytes, in constant time. */
  verify(rawBody: Uint8Array, signature: string | undefined): boolean;
  read(rawBody: Uint8Array): VerifiedDelivery;
}

/** What the server says about itself. */
export interface Readiness {
  check(): Promise<'pass' | 'warn' | 'fail'>;
}

/** Everything that the routes stand on. No I/O happens before a request comes. */
export interface AppDeps {
  readonly settings: {
    readonly publicUrl: string;
    readonly allowedOrigins: '*' | readonly string[];
    readonly network: Network;
    readonly pricing: PricePolicy;
    readonly supportUrl: string | null;
    /** False: `/v1/merchant/*` is 404. */
    readonly merchantApi: boolean;
    /** Whether receipts are mailed. */
    readonly mail: boolean;
  };
  readonly pricePayment: PricePayment;
  /** Null: signed requests are off. */
  readonly requestTokens: RequestTokens | null;
  readonly receipts: Receipts;
  readonly createPayment: CreatePayment;
  readonly renewPayment: RenewPayment;
  readonly askReceipt: AskReceipt;
  readonly refundPayment: RefundPayment;
  readonly ledger: Pick<
    Ledger,
    | 'getPayment'
    | 'findByReceipt'
    | 'listPayments'
    | 'getHistory'
    | 'refundsOf'
    | 'listMessages'
    | 'replayMessage'
    | 'summarizeDays'
    | 'forgetPerson'
  >;
  readonly catalogue: Catalogue;
  readonly streams: PaymentStreams;
  readonly limits: RequestLimits;
  readonly inbox: { receive(delivery: VerifiedDelivery): Promise<boolean> };
  readonly webhook: WebhookReader;
  readonly secrets: ClientSecrets;
  readonly merchantAccess: (presentedKey: string) => MerchantAccess;
  readonly readiness: Readiness;
  readonly widgetFiles: WidgetFiles;
  readonly pageFiles: PageFiles;
  /** Null or absent: there is no page `/merchant`; nor is there one where `merchantApi` is off. */
  readonly dashboardFiles?: DashboardFiles | null;
  readonly log: RequestLog;
  readonly counters: Counters;
  readonly clock: Clock;
  readonly random: Random;
  readonly timings: Timings;
}
