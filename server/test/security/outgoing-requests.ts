import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** A request that this process made by `fetch`. */
export interface OutgoingRequest {
  readonly method: string;
  /** Origin, path and query. */
  readonly url: string;
  /** Header lines, as they are sent. */
  readonly headers: readonly string[];
}

// @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel (undici:request:create)
const CHANNEL = 'undici:request:create';

/** Keeps every request that this process makes until `stop`. */
export function watchOutgoing(): { readonly requests: readonly OutgoingRequest[]; stop(): void } {
  const requests: OutgoingRequest[] = [];
  const onRequest = (message: unknown) => {
    const { request } = message as {
      request: { method: string; origin: string; path: string; headers: readonly string[] };
    };
    requests.push({
      method: request.method,
      url: `${request.origin}${request.path}`,
      headers: request.headers.map(String),
    });
  };
  subscribe(CHANNEL, onRequest);
  return { requests, stop: () => unsubscribe(CHANNEL, onRequest) };
}
