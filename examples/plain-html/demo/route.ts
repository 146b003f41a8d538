import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers one request; everything that goes wrong rejects. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Sends a JSON answer that nobody keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
