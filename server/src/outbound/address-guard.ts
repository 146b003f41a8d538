import ipaddr from 'ipaddr.js';

/**
 * Whether an address is out in the public internet: not this machine, not a private network, not a cloud's metadata
 * service, nothing reserved. An IPv4 address inside an IPv6 one is judged itself where it is mapped; ways to reach IPv4
 * through a gateway (NAT64, 6to4, Teredo) are refused altogether.
 *
 * @param address An IP address as the resolver or a URL gives it, an IPv6 one without brackets.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, as `ipaddr.js` has them
 */
export function isPublicAddress(address: string): boolean {
  // Only the four-part form: the others (octal, hex, short) mean one thing here and another elsewhere.
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

/** A host that a request may go to. */
export type HostVerdict =
  /** The operator's own: any address, any port, http too. */
  | 'private_host'
  /** A name: its addresses are still to be checked. */
  | 'name'
  /** A public address, written as such. */
  | 'address'
  /** Never. */
  | 'refused';

/** Names that mean this machine or this network, whatever a resolver says of them. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|home\.arpa|lan|intranet)$/;

/**
 * Judges the URL of a request of ours, before anything is resolved: https on its own port, no user name, no name of this
 * machine or network, no private address however it is spelled. A host of `PRIVATE_HOSTS` may be all of that.
 *
 * @param url As parsed by the WHATWG rules, which turn decimal, octal and hex spellings into four parts.
 * @param privateHosts Hosts as `normalHost` writes them.
 */
export function judgeUrl(url: URL, privateHosts: readonly string[]): HostVerdict {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'refused';
  if (url.username !== '' || url.password !== '') return 'refused';
  if (privateHosts.includes(normalHost(url.hostname))) return 'private_host';
  if (url.protocol !== 'https:' || url.port !== '') return 'refused';
  const host = bareHost(url);
  if (ipaddr.isValid(host)) return isPublicAddress(host) ? 'address' : 'refused';
  const name = normalHost(host);
  return name.includes('.') && !LOCAL_NAME.test(name) ? 'name' : 'refused';
}

/** A host in the one form in which hosts are compared: lower case, no dot at its end. */
export function normalHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

/** A URL's host as a connection takes it: an IPv6 address without its brackets. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
