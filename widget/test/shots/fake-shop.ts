import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Answer, Scenario } from './scenarios.ts';
import { shopPage } from './shop-page.ts';

const DIST = new URL('../../dist/', import.meta.url);
const FONT = createRequire(import.meta.url).resolve(
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
);

/** A shop, its widget and a payment server in one, on a port of its own. */
export interface FakeShop {
  readonly url: string;
  /** What the payment server answers from now on. */
  play(scenario: Scenario): void;
  close(): void;
}

const CONFIG = JSON.stringify({
  currencies: [{ code: 'USD', min: '20.00', max: '100.00' }],
  openAmounts: true,
  network: 'regtest',
  test: true,
  mail: false,
  supportUrl: null,
});

/** Starts the shop. */
export async function startShop(): Promise<FakeShop> {
  let scenario: Scenario | undefined;
  let streams = 0;
  const server = createServer(async ({ method, url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://shop');
    if (pathname.endsWith('/renew')) return answer(scenario?.renewal?.answer, response);
    if (method === 'POST') return answer(scenario?.create, response);
    if (pathname.endsWith('/events')) return stream(scenario, response, streams++);
    const language = searchParams.get('lang') === 'ar' ? 'ar' : 'en';
    if (pathname === '/') return send(response, 'text/html', shopPage(language, scenario?.tag));
    if (pathname.endsWith('/config')) return send(response, 'application/json', CONFIG);
    if (pathname === '/inter.woff2') return send(response, 'font/woff2', await readFile(FONT));
    const file = await readFile(new URL(`.${pathname}`, DIST)).catch(() => null);
    return file ? send(response, 'text/javascript', file) : response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    play(next) {
      scenario = next;
      streams = 0;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'Content-Type': type }).end(body);
}

function answer(next: Answer | null | undefined, response: ServerResponse): void {
  if (next === 'hold') return; // answered never: the page shows what it does meanwhile
  if (next && next !== 'refuse') {
    response.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify(next));
    return;
  }
  response.writeHead(503, { 'Content-Type': 'application/problem+json', 'Retry-After': '30' });
  response.end(JSON.stringify({ code: 'gateway_unavailable', status: 503 }));
}

function stream(scenario: Scenario | undefined, response: ServerResponse, count: number): void {
  if (scenario?.cut && count > 0) {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.write('retry: 1000\n\n');
  if (!scenario?.stream) return;
  response.write(
    `event: payment\nid: ${scenario.stream.version}\ndata: ${JSON.stringify(scenario.stream)}\n\n`,
  );
  if (scenario.cut) setTimeout(() => response.destroy(), 200);
}
