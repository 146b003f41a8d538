import { chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SHIPPED = join(import.meta.dirname, '../../../../docker/nginx');

/** Who runs nginx: nobody, as it is no root in its container. Where tests are not root themselves: whoever they are. */
export const EDGE_USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** What stands elsewhere in a test. */
export interface Places {
  /** For all that nginx reads and writes. */
  readonly folder: string;
  /** Free ports of this machine: TLS, and the same again for the second address; then without TLS. */
  readonly ports: readonly [https: number, https6: number, http: number, http6: number];
  /** The two servers, `127.0.0.1:port`. */
  readonly servers: readonly [string, string];
}

/** Each text of the shipped configuration that names a place, how often it stands there, and what a test puts there. */
function replacements({ folder, ports, servers }: Places): [from: string, count: number, to: string][] {
  const [https, https6, http, http6] = ports;
  return [
    ['listen 443 ', 1, `listen 127.0.0.1:${https} `],
    ['listen [::]:443 ', 1, `listen 127.0.0.1:${https6} `],
    ['listen 80 ', 1, `listen 127.0.0.1:${http} `],
    ['listen [::]:80 ', 1, `listen 127.0.0.1:${http6} `],
    [' server-a:8787 ', 1, ` ${servers[0]} `],
    [' server-b:8787 ', 1, ` ${servers[1]} `],
    [' /etc/nginx/tls/', 2, ` ${folder}/tls/`],
    ['include /etc/nginx/sites/', 1, `include ${folder}/sites/`],
    ['root /var/www/acme;', 1, `root ${folder}/acme;`],
    ['pid /tmp/', 1, `pid ${folder}/`],
    ['_path /tmp/', 5, `_path ${folder}/`],
  ];
}

/**
 * Copies `docker/nginx/*.conf` into `<folder>/conf`, with other ports, addresses and paths, and nothing else changed.
 *
 * @throws Error when one of them stands there more or less often than is known here.
 */
export async function copyShippedConfig(places: Places): Promise<void> {
  const names = (await readdir(SHIPPED)).filter((name) => name.endsWith('.conf'));
  const texts = new Map<string, string>();
  for (const name of names) texts.set(name, await readFile(join(SHIPPED, name), 'utf8'));
  for (const [from, expected, to] of replacements(places)) {
    let count = 0;
    for (const [name, text] of texts) {
      count += text.split(from).length - 1;
      texts.set(name, text.replaceAll(from, to));
    }
    if (count !== expected)
      throw new Error(`"${from}" stands in docker/nginx ${count} times, not ${expected}`);
  }
  for (const [name, text] of texts) await writeForEdge(join(places.folder, 'conf', name), text);
}

/** The text of a site, as `docker/nginx/btcpay/btcpay.conf`, on other ports. */
export function onPorts(site: string, [https, https6, http, http6]: Places['ports']): string {
  const ports = new Map([
    ['443', https],
    ['[::]:443', https6],
    ['80', http],
    ['[::]:80', http6],
  ]);
  return site.replace(/(?<=\blisten )[^\s;]+/g, (place) => `127.0.0.1:${ports.get(place) ?? place}`);
}

/** Makes a folder that nginx may read and write. */
export async function folderForEdge(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  if (EDGE_USER.uid !== undefined) await chown(path, EDGE_USER.uid, EDGE_USER.gid);
}

/** Writes a file that nginx may read. */
export async function writeForEdge(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  if (EDGE_USER.uid !== undefined) await chown(path, EDGE_USER.uid, EDGE_USER.gid);
}
