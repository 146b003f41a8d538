/** An answer of the simulator. `json` is written as it is, `undefined` is an empty body. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly contentType?: string;
}

/** An answer that ends a request early; thrown by validation and by the routes, caught once in `server.ts`. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

/** One item of a 422 answer. `path` is a .NET name (`Amount`) for a broken rule, a JSON path (`amount`) for bad JSON. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

/** The item that BTCPay adds when the body could not be read at all. */
export const UNREADABLE: Violation = { path: 'request', message: 'The request field is required.' };

const JSON_WITHOUT_CHARSET = 'application/json';

/** 401: no key, or one that BTCPay does not know. */
export function unauthenticated(message: string): Refusal {
  return new Refusal({
    status: 401,
    json: { code: 'unauthenticated', message },
    contentType: JSON_WITHOUT_CHARSET,
  });
}

/** 403: the key lacks the permission; also any unknown store, invoice or webhook, with every key. */
export function missingPermission(permission: string): Refusal {
  const json = {
    missingPermission: permission,
    code: 'missing-permission',
    message: `Insufficient API Permissions. Please use an API key with permission "${permission}". You can create an API key in your account's settings / Api Keys.`,
  };
  return new Refusal({ status: 403, json, contentType: JSON_WITHOUT_CHARSET });
}

/** 422 with BTCPay's array of broken rules. */
export function invalid(...violations: Violation[]): Refusal {
  return new Refusal({ status: 422, json: violations });
}

/** 400, 404, 503: `{code, message}`. */
export function coded(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, json: { code, message } });
}

/** An answer without a body: 404 for an unknown route, 405, 500. */
export function empty(status: number): Refusal {
  return new Refusal({ status });
}

/** 415: the body is not JSON. */
export function unsupportedMediaType(traceId: string): Refusal {
  return new Refusal({
    status: 415,
    json: {
      type: 'https://tools.ietf.org/html/rfc9110#section-15.5.16',
      title: 'Unsupported Media Type',
      status: 415,
      traceId,
    },
    contentType: 'application/problem+json; charset=utf-8',
  });
}
