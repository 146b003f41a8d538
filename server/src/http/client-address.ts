import { type BlockList, isIP } from 'node:net';

interface Address {
  readonly family: 'ipv4' | 'ipv6';
  readonly text: string;
  /** The eight groups of an IPv6 address; empty for IPv4. */
  readonly groups: readonly number[];
}

/**
 * Names the client of a request for its limits: an IPv4 address, or the /64 of an IPv6 one, since whoever has one address
 * there has them all. IPv4 mapped into IPv6 is IPv4. The name is kept in memory only: never stored, never logged.
 *
 * `X-Forwarded-For` counts only when the peer is a trusted proxy: then it is read from the right, each trusted proxy
 * vouching for the address before it, and the first untrusted address is the client's. What stands left of that, the
 * client may have written itself. An entry that is no address ends the reading at the proxy that wrote it.
 *
 * @param peer Address of the socket's other end; undefined where there is no socket.
 * @param forwardedFor All `X-Forwarded-For` headers, joined by commas.
 * @returns As `203.0.113.7` or `2001:db8:0:1::/64`; `unknown` without a peer.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: BlockList,
): string {
  let client = parseAddress(peer ?? '');
  if (client === null) return 'unknown';
  const hops = forwardedFor?.split(',') ?? [];
  while (hops.length > 0 && trustedProxies.check(client.text, client.family)) {
    const hop = parseAddress(hops.pop() ?? '');
    if (hop === null) break;
    client = hop;
  }
  if (client.family === 'ipv4') return client.text;
  const network = client.groups.slice(0, 4).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** Reads an address as proxies write it: plain, in brackets, with a port or with a zone. */
function parseAddress(written: string): Address | null {
  const trimmed = written.trim();
  const text = (
    /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed)?.[1] ??
    /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed)?.[1] ??
    trimmed
  ).split('%', 1)[0] as string; // split gives at least one part
  switch (isIP(text)) {
    case 4:
      return { family: 'ipv4', text, groups: [] };
    case 6: {
      const groups = groupsOf(text);
      return mappedIpv4(groups) ?? { family: 'ipv6', text, groups };
    }
    default:
      return null;
  }
}

function mappedIpv4(groups: readonly number[]): Address | null {
  const [high = 0, low = 0] = groups.slice(6);
  if (groups[5] !== 0xffff || groups.slice(0, 5).some((group) => group !== 0)) return null;
  const bytes = [high >> 8, high & 0xff, low >> 8, low & 0xff];
  return { family: 'ipv4', text: bytes.join('.'), groups: [] };
}

/** @param text A valid IPv6 address without zone. */
function groupsOf(text: string): number[] {
  const [head = '', tail] = text.split('::', 2);
  const left = groupsIn(head);
  const right = groupsIn(tail ?? '');
  return [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function groupsIn(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
