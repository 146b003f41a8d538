import type { Change, LedgerEvent, OutboxEvent } from './change.ts';
import type { Payment } from './payment.ts';

/** How a message travels: to the merchant's shop by webhook, to the merchant or to the customer by mail. */
export type Channel = OutboxEvent['channel'];

/** Where a message is: `dead` when its schedule is exhausted, until somebody replays it. */
export type MessageState = 'pending' | 'delivered' | 'dead';

/** One try to deliver a message. */
export interface Attempt {
  /** Unix ms. */
  readonly atMs: number;
  readonly durationMs: number;
  /** HTTP status or SMTP code; null where no answer came. */
  readonly status: number | null;
  /** Why it failed, as a word of our own: never what the other side wrote. Null where it was delivered. */
  readonly reason: string | null;
}

/** A message as the ledger keeps it. */
export interface Message extends OutboxEvent {
  /** The same after restore or replay: of a webhook `evt_`, of a mail `msg_`, and a hash of payment, channel, type, cause. */
  readonly id: string;
  readonly paymentId: string;
  readonly state: MessageState;
  /** Failures since it was written or replayed. */
  readonly failures: number;
  /** Unix ms; null unless it is pending. */
  readonly nextAttemptMs: number | null;
  /** Oldest first. Those of a delivered message are forgotten after `RETENTION_DAYS`. */
  readonly attempts: readonly Attempt[];
}

/** A message that this process is to send now, with its payment as it stands. */
export interface ClaimedMessage extends Message {
  readonly payment: Payment;
  /** When its time had come, Unix ms: long ago where its channel was off. */
  readonly dueMs: number;
}

/** What came of a try, and what follows. */
export interface AttemptOutcome extends Attempt {
  /** Message id. */
  readonly id: string;
  /** As it was claimed: a worker whose lease is over moves nothing, unless it delivered. */
  readonly leaseUntilMs: number;
  readonly state: MessageState;
  /** When it is tried again, Unix ms; null unless it is pending. */
  readonly nextAttemptMs: number | null;
}

/** Which messages the merchant wants to see, newest first. */
export interface MessageQuery {
  readonly state?: MessageState;
  /** 1 to 100. */
  readonly limit: number;
  /** Id of the last message of the page before. */
  readonly afterId?: string;
}

/** A receipt that a customer asks for. */
export interface ReceiptRequest {
  readonly paymentId: string;
  readonly recipient: string;
  readonly atMs: number;
  /** Receipts that one payment may send, those included that were asked for at creation. */
  readonly most: number;
}

/** What must be heard. Every method throws PaymentError `ledger_unavailable` when the database does not answer. */
export interface Outbox {
  /**
   * Takes messages whose time has come; nobody else gets them before `leaseUntilMs`.
   *
   * @param endpoint Hash of the address they go to; none are given for one that is closed. Null for mail.
   */
  claimMessages(claim: {
    readonly channel: Channel;
    readonly endpoint: string | null;
    readonly nowMs: number;
    readonly leaseUntilMs: number;
    readonly limit: number;
  }): Promise<readonly ClaimedMessage[]>;
  /** Writes a try down, once however often it is said; false when it moved nothing: somebody else has the message by now. */
  recordAttempt(outcome: AttemptOutcome): Promise<boolean>;
  /**
   * Puts a message at the start of its schedule and opens every closed endpoint; null when there is none of this id, or
   * nobody to send it to any more.
   */
  replayMessage(id: string, nowMs: number): Promise<Message | null>;
  listMessages(query: MessageQuery): Promise<readonly Message[]>;
  /** Closes an address that answered 410; false when it was closed. */
  closeEndpoint(endpoint: string, atMs: number): Promise<boolean>;
  /** Queues a receipt; false when so many were asked for already, or the payment is not settled. */
  askReceipt(request: ReceiptRequest): Promise<boolean>;
  /** Blanks what a payment says about a person; false when there is no such payment. */
  forgetPerson(paymentId: string): Promise<boolean>;
}

/** What came of sending a message once. */
export interface SendResult {
  /** `gone`: the address wants nothing any more. `forgotten`: there is nobody to send it to, and never will be. */
  readonly kind: 'delivered' | 'failed' | 'gone' | 'forgotten';
  /** HTTP status or SMTP code; null where no answer came. */
  readonly status: number | null;
  /** Why it failed, as a word of our own; null where it was delivered. */
  readonly reason: string | null;
  /** How long the other side asks to be left alone, ms; null: it does not say. */
  readonly retryAfterMs: number | null;
}

/** One way to send messages. */
export interface Sender {
  /** Hash of the address that may be closed by a 410; null for mail. */
  readonly endpoint: string | null;
  /** Sends once, within the sender's own deadline. Whatever goes wrong on the way is a result, never thrown. */
  send(message: ClaimedMessage): Promise<SendResult>;
}

/** The ways there are; null: that channel is off, and its messages wait. */
export type Senders = Readonly<Record<Channel, Sender | null>>;

/** Which mails this server sends. */
export interface MailRules {
  /** To the merchant: `NOTIFY_EMAIL`. */
  readonly notices: boolean;
  /** To customers: `SMTP_URL`. */
  readonly receipts: boolean;
}

/** Changes that the merchant gets a mail about; of several at once the first one here gives it its subject. */
const NOTICES: Partial<Record<LedgerEvent['type'], OutboxEvent['type']>> = {
  settled: 'payment.settled',
  duplicate: 'payment.duplicate',
  underpaid: 'payment.underpaid',
  late: 'payment.late',
};

/** Adds the mails that a change sends: one to the merchant at most, and the receipt to a customer who gave an address. */
export function withMail(change: Change, rules: MailRules): Change {
  const mails: OutboxEvent[] = [];
  const news = Object.keys(NOTICES).flatMap(
    (type) => change.events.find((event) => event.type === type) ?? [],
  );
  const [first] = news;
  const type = first && NOTICES[first.type];
  if (rules.notices && first && type) {
    mails.push({ channel: 'notice', type, cause: first.cause, atMs: first.atMs, recipient: null });
  }
  const settled = news.find((event) => event.type === 'settled');
  const { id, email } = change.payment;
  if (rules.receipts && settled && email !== null) {
    mails.push({ channel: 'receipt', type: 'receipt', cause: id, atMs: settled.atMs, recipient: email });
  }
  return mails.length === 0 ? change : { ...change, outbox: [...change.outbox, ...mails] };
}
