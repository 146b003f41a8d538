/** Every interval and deadline of the server, in milliseconds. Tests scale it; nothing else holds a duration. */
export interface Timings {
  /** Comment line that keeps an idle stream open. */
  readonly streamHeartbeatMs: number;
  /** Longest life of a stream, ± 10 %. */
  readonly streamMaxMs: number;
  /** `retry:` that a stream tells first. */
  readonly streamRetryMs: number;
  /** Bounds of the `retry:` that each stream gets at shutdown. */
  readonly shutdownRetryMinMs: number;
  readonly shutdownRetryMaxMs: number;
  /** How often one `lp_changed_since` re-reads all streamed payments. */
  readonly feedRefreshMs: number;
  /** The same while no notification can come from other processes. */
  readonly feedPollMs: number;
  /** How often the notification connection is tried, how long its answer may take, and the wait before a new one. */
  readonly notifyPingMs: number;
  readonly notifyPongMs: number;
  readonly notifyRetryMs: number;
  /** Deadline of a ledger call over a network, its wait for a connection included. */
  readonly ledgerCallMs: number;
  /** Deadline of a turn in limits that processes share; without an answer this process limits by itself. */
  readonly limitsCallMs: number;
  /** Deadline of their connection, and the wait before another try. */
  readonly limitsConnectMs: number;
  readonly limitsRetryMs: number;
  /** How often it is tried whether a database that refused a write takes writes again. */
  readonly ledgerProbeMs: number;
  /** How long a migration waits for another process, and for each lock. */
  readonly migrationLockMs: number;
  /** How often a process shows that it still holds its data folder, and when another machine's lock counts as left. */
  readonly folderLockBeatMs: number;
  readonly folderLockStaleMs: number;
  /** Deadline of a read at BTCPay. */
  readonly btcpayReadMs: number;
  /** Deadline of a list of up to 1,000 invoices at BTCPay. */
  readonly btcpayListMs: number;
  /** Deadline of a creation at BTCPay, which may take 10 s by itself. */
  readonly btcpayCreateMs: number;
  /** How long a creation without an answer may still be carried out (FACTS section 3). */
  readonly adoptionWaitMs: number;
  /** How long a refund without an answer may still be carried out: far longer than BTCPay waits for its database. */
  readonly refundDoubtMs: number;
  /** How often the books are compared with BTCPay's, and how often it is looked whether that is due. */
  readonly auditMs: number;
  readonly auditLookMs: number;
  /** What is younger may just be on its way, and is no difference. */
  readonly auditGraceMs: number;
  /** How long BTCPay is left alone after failures in a row, before one call tries again. */
  readonly circuitOpenMs: number;
  /** Deadline of a ledger call in answer to BTCPay's webhook. */
  readonly webhookStoreMs: number;
  /** Deadline of the ledger's answer to `/readyz`. */
  readonly readyLedgerMs: number;
  /** `btcpay connect`: deadline of each call, how often it looks for BTCPay's delivery, and for how long. */
  readonly connectCallMs: number;
  readonly connectPollMs: number;
  readonly connectWaitMs: number;
  /** How long what `/readyz` knows of BTCPay stays good: probes must not become load. */
  readonly readyGatewayKeptMs: number;
  /** How often the sweep looks for invoices whose time has come. */
  readonly sweepMs: number;
  /** How often an invoice that can be paid is looked at. */
  readonly checkUnpaidMs: number;
  /** When it is looked at after BTCPay's expiration: BTCPay says Expired about a second later. */
  readonly checkAtExpiryMs: number;
  /** How often it is looked at from then on, by its age since the expiration. */
  readonly checkExpired: readonly { readonly untilMs: number; readonly everyMs: number }[];
  /** How long a look may take before another process may take it up. */
  readonly checkLeaseMs: number;
  /** How often messages are looked for whose time has come. */
  readonly outboxPollMs: number;
  /** How long a message belongs to the process that sends it: longer than any sender's deadline. */
  readonly outboxLeaseMs: number;
  /** Wait before each try to deliver a message, counted from the failure before it, ± 20 %; one try each. */
  readonly deliveryWaitsMs: readonly number[];
  /** Deadline of a webhook to the merchant's shop, from its name's lookup to the end of its answer. */
  readonly merchantWebhookMs: number;
  /** Deadline of handing one mail to the mail server, all of it. */
  readonly mailMs: number;
  /** How often the ledger is pruned. */
  readonly pruneMs: number;
  /** How long a webhook is kept after it was applied. */
  readonly inboxKeptMs: number;
  /** Wait before an application of a webhook that failed is tried again; doubles up to `inboxRetryMaxMs`. */
  readonly inboxRetryMs: number;
  readonly inboxRetryMaxMs: number;
  /** How often webhooks are taken up that are stored and that no process is at. */
  readonly inboxTakeUpMs: number;
  /** How long an Idempotency-Key is kept. */
  readonly idempotencyKeptMs: number;
  /** Requests in flight get this long at shutdown. */
  readonly shutdownGraceMs: number;
  /** How often connections that have become idle are closed meanwhile. */
  readonly shutdownSweepMs: number;
  /** How long a request's head may take, and the whole of it. */
  readonly requestHeadMs: number;
  readonly requestMs: number;
  /** How often connections are held against these. */
  readonly connectionCheckMs: number;
  /** How long a connection may carry nothing while a request is under way: longer than heartbeat and `btcpayCreateMs`. */
  readonly connectionIdleMs: number;
  /** How long one waits for its next request: longer than a proxy keeps it, which is a minute in nginx. */
  readonly keepAliveMs: number;
  /** Window of RATE_LIMIT, of MINT_RATE, and of the reads of one payment. */
  readonly creationWindowMs: number;
  readonly mintWindowMs: number;
  readonly readWindowMs: number;
  /** Window in which the wrong merchant keys of one client are counted. */
  readonly guessWindowMs: number;
  /** How long a count of open payments stays good. */
  readonly openCountKeptMs: number;
  /** An invoice is shown as expired this long before its BOLT11 ends. */
  readonly expiryMarginMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The timings of production. */
export const TIMINGS: Timings = Object.freeze({
  streamHeartbeatMs: 15_000,
  streamMaxMs: 30 * 60_000,
  streamRetryMs: 1_000,
  shutdownRetryMinMs: 1_000,
  shutdownRetryMaxMs: 15_000,
  feedRefreshMs: 15_000,
  feedPollMs: 1_000,
  notifyPingMs: 10_000,
  notifyPongMs: 5_000,
  notifyRetryMs: 1_000,
  ledgerCallMs: 900,
  limitsCallMs: 300,
  limitsConnectMs: 5_000,
  limitsRetryMs: 1_000,
  ledgerProbeMs: 1_000,
  migrationLockMs: 60_000,
  folderLockBeatMs: 5_000,
  folderLockStaleMs: 20_000,
  btcpayReadMs: 3_000,
  btcpayListMs: 10_000,
  btcpayCreateMs: 12_000,
  adoptionWaitMs: 6_000,
  refundDoubtMs: 15 * 60_000,
  auditMs: 24 * HOUR_MS,
  auditLookMs: HOUR_MS,
  auditGraceMs: 10 * 60_000,
  circuitOpenMs: 10_000,
  webhookStoreMs: 2_000,
  readyLedgerMs: 2_000,
  connectCallMs: 10_000,
  connectPollMs: 500,
  connectWaitMs: 30_000,
  readyGatewayKeptMs: 10_000,
  sweepMs: 10_000,
  checkUnpaidMs: 20_000,
  checkAtExpiryMs: 2_000,
  checkExpired: [
    { untilMs: HOUR_MS, everyMs: 100_000 },
    { untilMs: 6 * HOUR_MS, everyMs: 10 * 60_000 },
    { untilMs: 24 * HOUR_MS, everyMs: 30 * 60_000 },
    { untilMs: 7 * 24 * HOUR_MS, everyMs: 3 * HOUR_MS },
  ],
  checkLeaseMs: 60_000,
  outboxPollMs: 1_000,
  outboxLeaseMs: 60_000,
  deliveryWaitsMs: [
    ...[0, 5_000, 5 * MINUTE_MS, 30 * MINUTE_MS],
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
  ],
  merchantWebhookMs: 15_000,
  mailMs: 15_000,
  pruneMs: HOUR_MS,
  inboxKeptMs: 7 * 24 * HOUR_MS,
  inboxRetryMs: 500,
  inboxRetryMaxMs: 60_000,
  inboxTakeUpMs: 60_000,
  idempotencyKeptMs: 24 * 3_600_000,
  shutdownGraceMs: 13_000,
  shutdownSweepMs: 50,
  requestHeadMs: 10_000,
  requestMs: 20_000,
  connectionCheckMs: 1_000,
  connectionIdleMs: 60_000,
  keepAliveMs: 65_000,
  creationWindowMs: 15 * 60_000,
  mintWindowMs: 1_000,
  readWindowMs: 10_000,
  guessWindowMs: 15 * MINUTE_MS,
  openCountKeptMs: 1_000,
  expiryMarginMs: 60_000,
});

/** Work that is done again and again. */
export interface Repetition {
  /** Ends it, and waits for the run that is under way. */
  stop(): Promise<void>;
}

/**
 * Does work at intervals; a run that takes longer is not overtaken by the next.
 *
 * @param onFailure Hears of a run that failed; the next one comes all the same.
 */
export function repeat(
  intervalMs: number,
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): Repetition {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= work()
      .catch(onFailure)
      .finally(() => {
        running = null;
      });
  }, intervalMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
