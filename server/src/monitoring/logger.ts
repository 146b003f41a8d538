import { type DestinationStream, type LevelWithSilent, pino } from 'pino';

/**
 * What a line may say beside its message. A closed list: what is not named here cannot be logged, so no header, body,
 * URL with its query, e-mail or address gets into a log by way of a whole object.
 */
export interface LogFields {
  readonly requestId?: string;
  /** HTTP method. */
  readonly method?: string;
  /** Pattern of the route, as `/v1/payments/:id`; never the path as it came. */
  readonly route?: string;
  /** HTTP status, or a payment's. */
  readonly status?: number | string;
  readonly durationMs?: number;
  /** `PaymentErrorCode`. */
  readonly code?: string;
  readonly paymentId?: string;
  readonly reference?: string;
  /** BTCPay's id. */
  readonly invoiceId?: string;
  /** BTCPay's `originalDeliveryId`. */
  readonly deliveryId?: string;
  /** Type of a webhook or event. */
  readonly type?: string;
  readonly reason?: string;
  readonly count?: number;
  readonly host?: string;
  readonly port?: number;
  readonly network?: string;
  /** Version of this program. */
  readonly version?: string;
  readonly signal?: string;
  /** Features that are off. */
  readonly off?: readonly string[];
  /** Name of an alert, with what it says. */
  readonly alert?: string;
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
  /** Name of a counter. */
  readonly counter?: string;
  /** What was thrown: logged with its stack and causes, less what looks like a secret. */
  readonly error?: unknown;
}

/** Writes one JSON line per call, to a level. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  fatal(message: string, fields?: LogFields): void;
}

const LONGEST_TEXT = 2_000;
const DEEPEST_CAUSE = 4;
/** What JSON leaves as it is and a terminal obeys: DEL, C1 controls (U+009B begins an ANSI sequence), line separators, text direction. */
const OBEYED = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
const BEARERS = /(_secret_|\brcp_|\bwhsec_|\bBearer |\btoken )[\w+/=.-]+/g;

/**
 * Makes the process's log: JSON lines with `level` (a word), `time` (RFC 3339, UTC), `message` and the fields.
 *
 * @param level Least severe level that is written.
 * @param stream Takes each line; default stdout, written before the call returns so that no line is lost at exit.
 */
export function createLogger(level: LevelWithSilent, stream?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: (line: string) => line.replace(OBEYED, escapeCharacter) },
  };
  const lines = stream === undefined ? pino(options) : pino(options, stream);
  const to =
    (name: 'debug' | 'info' | 'warn' | 'error' | 'fatal') =>
    (message: string, fields: LogFields = {}) =>
      lines[name](clean(fields), scrub(message));
  return { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error'), fatal: to('fatal') };
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Cuts out what gives access to something, and what is too long to be a message. */
function scrub(text: string): string {
  const cut = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return cut.replace(BEARERS, '$1[hidden]');
}

function clean(fields: LogFields): Record<string, unknown> {
  const { error, fields: more, ...rest } = fields;
  return {
    ...scrubbed(rest),
    ...(more === undefined ? {} : { fields: scrubbed(more) }),
    ...(error === undefined ? {} : { error: describeError(error) }),
  };
}

function scrubbed(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? scrub(value) : value]),
  );
}

function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: `thrown: ${typeof error}` };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: scrub(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: scrub(error.stack) }),
    ...(error.cause === undefined || depth === DEEPEST_CAUSE
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}
