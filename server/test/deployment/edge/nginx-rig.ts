import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fchownSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { vi } from 'vitest';
import { makeCertificate } from '../../fakes/certificate.ts';
import { freePort } from '../../process/free-port.ts';
import { copyShippedConfig, EDGE_USER, folderForEdge, onPorts, writeForEdge } from './shipped-config.ts';

// Debian's place for it, which is not in everyone's PATH.
const NGINX = '/usr/sbin/nginx';
/** A busy machine starts processes slowly. */
const PATIENT = { timeout: 20_000, interval: 20 };

// One for all edges of this process: they have the same name, by which trust is looked up.
const { cert, key } = makeCertificate();

/** What stands behind nginx, and beside its configuration. */
export interface EdgeOptions {
  /** Addresses of the two servers, as `http://127.0.0.1:8787`. They may be down, and come later. */
  readonly servers: readonly [string, string];
  /** Further files of `/etc/nginx/sites`, by name; where they listen on 443 and 80, they do on the ports of the test. */
  readonly sites?: Readonly<Record<string, string>>;
}

/** The shipped nginx in front of two servers, as a process on loopback. */
export interface Edge {
  /** As `https://127.0.0.1:40123`. `fetch` of this process trusts its certificate. */
  readonly httpsUrl: string;
  readonly httpUrl: string;
  /** Its certificate, PEM: for clients with their own trust (`ca`), and for `NODE_EXTRA_CA_CERTS` as a file. */
  readonly certificate: string;
  readonly certificateFile: string;
  /** Its own folder: `acme` is `/var/www/acme`, `html` what nginx would serve by default. */
  readonly folder: string;
  /** The access log until now, as text: a line of JSON for each request, written when it is over. */
  log(): string;
  /** What it wrote to stderr until now. */
  errors(): string;
  /** Reads the configuration anew; resolves once new workers take all new connections. */
  reload(): Promise<void>;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

/** Starts nginx with the shipped configuration, and waits until it listens. */
export async function startEdge({ servers, sites = {} }: EdgeOptions): Promise<Edge> {
  const folder = await mkdtemp(join(tmpdir(), 'lightning-pay-edge-'));
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const;
  const [https, , http] = ports;
  for (const name of ['', 'conf', 'tls', 'sites', 'acme', 'html']) await folderForEdge(join(folder, name));
  await writeForEdge(join(folder, 'tls/fullchain.pem'), cert);
  await writeForEdge(join(folder, 'tls/privkey.pem'), key);
  for (const [name, text] of Object.entries(sites))
    await writeForEdge(join(folder, 'sites', name), onPorts(text, ports));
  const [a = '', b = ''] = servers.map((url) => new URL(url).host);
  await copyShippedConfig({ folder, ports, servers: [a, b] });
  setDefaultCACertificates([...getCACertificates('default'), cert]);

  const child = spawnNginx(folder);
  const ended = once(child, 'close');
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const errors = () => read('stderr.log');
  const count = (pattern: RegExp) => errors().match(pattern)?.length ?? 0;
  const workers = () => count(/start worker process \d+/g);
  const until = (isSo: () => boolean) =>
    vi.waitFor(() => {
      if (!isSo()) throw new Error(`nginx says: ${errors()}`);
    }, PATIENT);
  try {
    await until(() => workers() > 0);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }

  return {
    httpsUrl: `https://127.0.0.1:${https}`,
    httpUrl: `http://127.0.0.1:${http}`,
    certificate: cert,
    certificateFile: join(folder, 'tls/fullchain.pem'),
    folder,
    log: () => read('stdout.log'),
    errors,
    async reload() {
      const before = workers();
      child.kill('SIGHUP');
      // Old workers take no connection any more once they say so.
      await until(() => workers() > before && count(/gracefully shutting down/g) >= before);
    },
    async end() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Its output goes to files: what `/dev/stdout` stands for can be opened by a user without rights only where it is one. */
function spawnNginx(folder: string): ChildProcess {
  const output = ['stdout.log', 'stderr.log'].map((name) => {
    const file = openSync(join(folder, name), 'a', 0o600);
    if (EDGE_USER.uid !== undefined) fchownSync(file, EDGE_USER.uid, EDGE_USER.gid);
    return file;
  });
  const args = ['-p', folder, '-c', join(folder, 'conf/nginx.conf'), '-g', 'daemon off;'];
  const child = spawn(NGINX, args, { ...EDGE_USER, stdio: ['ignore', ...output] });
  process.once('exit', () => child.kill('SIGKILL'));
  for (const file of output) closeSync(file);
  return child;
}
