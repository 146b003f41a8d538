import { listOf, object, optional, text } from './wire/read.ts';

/** What the server says about a request that it refused (RFC 9457). */
interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

const readProblem = object<Problem>({
  code: text,
  detail: text,
  errors: optional(listOf(object({ path: text, message: text })), []),
});

/**
 * A request that came to nothing. `code` is the server's own, or one of ours: `unreachable` where no answer came,
 * `bad_answer` where it cannot be read.
 */
export class ApiError extends Error {
  readonly code: string;
  /** For people: what happened, then what to do. */
  readonly words: string;

  constructor(code: string, words: string, cause?: unknown) {
    super(code, { cause });
    this.name = 'ApiError';
    this.code = code;
    this.words = words;
  }
}

/** Words for codes where ours say more than the server's. */
const WORDS: Readonly<Record<string, string>> = {
  unauthorized: 'The server does not know this key. Please check it and log in again.',
  forbidden: 'This key may only read. Log in with the full key to do this.',
  payment_not_found: 'There is no such payment.',
  refunds_not_configured: 'Refunds are not set up: the server needs BTCPAY_REFUND_API_KEY.',
  idempotency_mismatch:
    'A refund with other values was begun here and may exist. Close this and look at the payment before you try again.',
  idempotency_in_progress: 'The same refund is still being made. Please try again in a moment.',
  internal_error: 'Something went wrong at the server. Its log tells what.',
};

/**
 * Reads why a request was refused.
 *
 * @param answer Not `ok`; its body is read here.
 */
export async function readRefusal(answer: Response): Promise<ApiError> {
  const body: unknown = await answer.json().catch(() => null);
  let problem: Problem;
  try {
    problem = readProblem(body, 'problem');
  } catch (error) {
    return new ApiError(
      'bad_answer',
      `The server answered ${answer.status}. Please try again in a moment.`,
      error,
    );
  }
  const { code, detail, errors } = problem;
  if (code === 'rate_limited') return new ApiError(code, waitWords(answer.headers.get('Retry-After')));
  const fields = errors.map(({ path, message }) => (path === '' ? `${message}.` : `${path}: ${message}.`));
  const words = WORDS[code] ?? [/[.!?]$/.test(detail) ? detail : `${detail}.`, ...fields].join(' ');
  return new ApiError(code, words);
}

/** Whatever was thrown on the way, as an ApiError. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof TypeError || thrown instanceof DOMException) {
    return new ApiError('unreachable', 'The server did not answer. Please try again in a moment.', thrown);
  }
  return new ApiError(
    'bad_answer',
    'The server gave an answer that this page cannot read. Please reload it.',
    thrown,
  );
}

function waitWords(retryAfter: string | null): string {
  const seconds = Number(retryAfter ?? Number.NaN);
  if (!Number.isInteger(seconds) || seconds < 1)
    return 'Too many tries. Please wait a minute, then try again.';
  const minutes = Math.ceil(seconds / 60);
  const wait =
    seconds < 60
      ? `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
      : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  return `Too many tries. Please wait ${wait}, then try again.`;
}
