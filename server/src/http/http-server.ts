import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';

/** Largest head of a request, bytes; Node answers 431 above it. */
const MOST_HEAD_BYTES = 16 * 1024;

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** How patient the server is with a connection. */
export interface ConnectionTimings {
  readonly requestHeadMs: number;
  readonly requestMs: number;
  readonly connectionCheckMs: number;
  readonly connectionIdleMs: number;
  readonly keepAliveMs: number;
}

/**
 * Builds the server, which does not listen yet. A client that sends its head or its body too slowly gets 408 and is cut,
 * one that takes nothing of what was written for it is cut without a word; an open stream is kept by its heartbeat.
 */
export function createHttpServer(fetch: Fetch, timings: ConnectionTimings): Server {
  const server = createAdaptorServer({
    fetch,
    serverOptions: {
      headersTimeout: timings.requestHeadMs,
      requestTimeout: timings.requestMs,
      connectionsCheckingInterval: timings.connectionCheckMs,
      keepAliveTimeout: timings.keepAliveMs,
      maxHeaderSize: MOST_HEAD_BYTES,
    },
  }) as Server; // no TLS: plain node:http
  server.timeout = timings.connectionIdleMs;
  return server;
}
