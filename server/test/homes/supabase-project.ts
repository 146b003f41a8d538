import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { App } from '@supabase/lite';
import { createPostgresConnection } from '@supabase/lite/postgres';

/** Made-up keys of a project. */
export const SECRET_KEY = 'sb_secret_for-tests-only';
/** The key that every page may know; its role is `anon`. */
export const PUBLISHABLE_KEY = 'sb_publishable_for-tests-only';

/** It hands JSON arguments over as text, which the driver would encode once more; PostgREST does not. */
const JSON_ONCE = {
  to: 3802,
  from: [3802],
  serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  parse: (text: string): unknown => JSON.parse(text),
};

/** The HTTP interface of a Supabase project. */
export interface SupabaseProject {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a PostgreSQL as a Supabase project on loopback, with its keys enforced. */
export async function serveSupabase(databaseUrl: string): Promise<SupabaseProject> {
  const connection = createPostgresConnection({
    url: databaseUrl,
    postgresOptions: { types: { jsonb: JSON_ONCE } },
  });
  const app = new App({
    connection,
    auth: {
      enabled: true,
      publishable_key: PUBLISHABLE_KEY,
      secret_key: SECRET_KEY,
    },
  });
  const server = createAdaptorServer({
    fetch: (request: Request) => app.fetch(request, { peerAddress: null }),
  }) as Server; // no TLS: plain node:http
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await connection.close();
    },
  };
}
