import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isMapping } from './compose-file.ts';
import { FILES, section } from './deployment.ts';

/** The words of the health check of a service, without `CMD`, on another port. */
function checkOf(service: string, port: number): string[] {
  const services = section(FILES['compose.btcpay.yaml']?.content ?? {}, 'services');
  const { healthcheck } = isMapping(services[service]) ? services[service] : {};
  const test = isMapping(healthcheck) ? healthcheck['test'] : [];
  const words = (Array.isArray(test) ? test : []).map(String);
  expect(words[0]).toBe('CMD');
  return words.slice(1).map((word) => word.replace(/(?<=\/127\.0\.0\.1\/)\d+/, String(port)));
}

/** Whether a health check finds well what answers so; null: nothing listens. */
async function isWell(service: string, status: number | null): Promise<boolean> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/api/v1/health' ? (status ?? 0) : 404).end('{"synchronized":false}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  if (status === null) await new Promise((closed) => server.close(closed));
  const [program = '', ...words] = checkOf(service, port);
  const [code] = await once(spawn(program, words, { stdio: 'ignore' }), 'close');
  server.closeAllConnections();
  server.close();
  return code === 0;
}

describe('the health checks of compose.btcpay.yaml', { timeout: 30_000 }, () => {
  it('ask BTCPay, whose image has no curl, and believe nothing but 200', async () => {
    expect(await isWell('btcpayserver', 200)).toBe(true);
    for (const status of [500, 503, 302, null])
      expect(await isWell('btcpayserver', status), `${status}`).toBe(false);
  });

  it('see whether NBXplorer listens', async () => {
    expect(await isWell('nbxplorer', 200)).toBe(true);
    expect(await isWell('nbxplorer', null)).toBe(false);
  });
});
