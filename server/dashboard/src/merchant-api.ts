import { ApiError, readRefusal, toApiError } from './api-error.ts';
import { type Delivery, readDelivery } from './wire/delivery.ts';
import { type Page, pageOf } from './wire/page.ts';
import {
  type Payment,
  type PaymentHistory,
  readHistory,
  readPayment,
  readStory,
  type StoryLine,
} from './wire/payment.ts';
import { type Product, readProduct } from './wire/product.ts';
import { object, type Read, text } from './wire/read.ts';
import { type Refund, readRefund } from './wire/refund.ts';
import { readServerFacts, type ServerFacts } from './wire/server-facts.ts';
import { type DaySum, readSummary } from './wire/summary.ts';

/** What a key may do: everything, or look. */
export type Access = 'all' | 'read';

/** Query of a list; what is empty or absent does not go along. */
export type Query = Readonly<Record<string, string | undefined>>;

/** What a refund is asked for with. */
export interface RefundOrder {
  /** Decimal string; absent: all that can be refunded. */
  readonly amount?: string;
  readonly reason?: string;
}

/** Longest wait for an answer. */
const ANSWER_LIMIT_MS = 20_000;
/** Longest wait for a whole export. */
const EXPORT_LIMIT_MS = 300_000;

/** How a MerchantApi is let in and where it asks. */
export interface MerchantApiOptions {
  readonly key: string;
  /** Address that `v1/merchant/…` stands below, as `https://pay.example.com/`. */
  readonly base: string;
  readonly fetch: typeof fetch;
  /** Told when the server does not take the key any more. */
  readonly onRefused: (error: ApiError) => void;
}

/**
 * The merchant's side of the server, asked with one key, which is held here and nowhere else.
 * Every method throws ApiError, whose `words` can be shown.
 */
export class MerchantApi {
  readonly #options: MerchantApiOptions;

  constructor(options: MerchantApiOptions) {
    this.#options = options;
  }

  /** What the key may do; the way to try one. */
  async access(): Promise<Access> {
    const { access } = await this.#read('access', object({ access: text }));
    return access === 'all' ? 'all' : 'read';
  }

  /** What the server says about itself to everybody. */
  serverFacts(): Promise<ServerFacts> {
    return this.#read('../config', readServerFacts);
  }

  async summarize(query: Query): Promise<readonly DaySum[]> {
    return (await this.#read(`summary${queryOf(query)}`, readSummary)).days;
  }

  listPayments(query: Query): Promise<Page<Payment>> {
    return this.#read(`payments${queryOf(query)}`, pageOf(readPayment));
  }

  getPayment(id: string): Promise<PaymentHistory> {
    return this.#read(`payments/${encodeURIComponent(id)}`, readHistory);
  }

  async explain(id: string): Promise<readonly StoryLine[]> {
    return (await this.#read(`payments/${encodeURIComponent(id)}/explain`, readStory)).lines;
  }

  /** All payments of a query as CSV. */
  async exportPayments(query: Query): Promise<Blob> {
    const answer = await this.#ask('GET', `payments.csv${queryOf(query)}`, { limitMs: EXPORT_LIMIT_MS });
    return answer.blob().catch((error: unknown) => Promise.reject(toApiError(error)));
  }

  /** @param idempotencyKey The same for every try of one refund: a second one with it makes no second refund. */
  refund(id: string, order: RefundOrder, idempotencyKey: string): Promise<Refund> {
    return this.#send('POST', `payments/${encodeURIComponent(id)}/refund`, readRefund, {
      body: order,
      headers: { 'Idempotency-Key': idempotencyKey },
    });
  }

  /** Blanks e-mail, description and metadata of a payment. */
  async forgetPerson(id: string): Promise<void> {
    await this.#ask('DELETE', `payments/${encodeURIComponent(id)}/personal-data`);
  }

  listDeliveries(query: Query): Promise<Page<Delivery>> {
    return this.#read(`deliveries${queryOf(query)}`, pageOf(readDelivery));
  }

  replay(id: string): Promise<Delivery> {
    return this.#send('POST', `deliveries/${encodeURIComponent(id)}/replay`, readDelivery);
  }

  listProducts(query: Query): Promise<Page<Product>> {
    return this.#read(`products${queryOf(query)}`, pageOf(readProduct));
  }

  putProduct({ id, ...product }: Product): Promise<Product> {
    return this.#send('PUT', `products/${encodeURIComponent(id)}`, readProduct, { body: product });
  }

  async deleteProduct(id: string): Promise<void> {
    await this.#ask('DELETE', `products/${encodeURIComponent(id)}`);
  }

  #read<T>(path: string, read: Read<T>): Promise<T> {
    return this.#send('GET', path, read);
  }

  async #send<T>(method: string, path: string, read: Read<T>, options: AskOptions = {}): Promise<T> {
    const answer = await this.#ask(method, path, options);
    const body: unknown = await answer.json().catch((error: unknown) => Promise.reject(toApiError(error)));
    try {
      return read(body, 'answer');
    } catch (error) {
      throw new ApiError(
        'bad_answer',
        'The server gave an answer that this page cannot read. Please reload it.',
        error,
      );
    }
  }

  async #ask(method: string, path: string, { body, headers, limitMs }: AskOptions = {}): Promise<Response> {
    const { key, base, fetch, onRefused } = this.#options;
    let answer: Response;
    try {
      answer = await fetch(new URL(`v1/merchant/${path}`, base), {
        method,
        headers: {
          Authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        signal: AbortSignal.timeout(limitMs ?? ANSWER_LIMIT_MS),
      });
    } catch (error) {
      throw toApiError(error);
    }
    if (answer.ok) return answer;
    const refusal = await readRefusal(answer);
    if (refusal.code === 'unauthorized') onRefused(refusal);
    throw refusal;
  }
}

interface AskOptions {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
}

function queryOf(query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
