/** Whose request it is when proxies stand between: only those named as trusted are believed. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { ClientAddress } from './rate-limits.ts';

export interface ProxyTrust {
  clientAddress: ClientAddress;
  /** Whether the request's `X-Forwarded-…` headers come from a proxy that is trusted. */
  isTrusted(request: IncomingMessage): boolean;
}

/** @param trusted addresses, networks (`10.0.0.0/8`) or `loopback` */
export function trustProxies(trusted: readonly string[]): ProxyTrust {
  const list = new BlockList();
  for (const entry of trusted) addTo(list, entry);
  const trusts = (address: string) => {
    const plain = address.replace(/^::ffff:/, '');
    const family = isIP(plain);
    return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  };
  const isTrusted = (request: IncomingMessage) => trusts(request.socket.remoteAddress ?? '');
  return {
    isTrusted,
    clientAddress: (request) => {
      let address = request.socket.remoteAddress ?? 'unknown';
      const forwarded = request.headers['x-forwarded-for'];
      const hops = typeof forwarded === 'string' ? forwarded.split(',').map((hop) => hop.trim()) : [];
      // From the nearest hop outwards: the first that is not one of ours is the client.
      while (hops.length > 0 && trusts(address)) address = hops.pop()!;
      return isIP(address) ? address : (request.socket.remoteAddress ?? 'unknown');
    },
  };
}

function addTo(list: BlockList, entry: string): void {
  if (entry === 'loopback') {
    list.addSubnet('127.0.0.0', 8, 'ipv4');
    list.addAddress('::1', 'ipv6');
    return;
  }
  const [address, prefix] = entry.split('/') as [string, string?];
  const family = isIP(address);
  if (family === 0)
    throw new TypeError(`"${entry}" is no address. Use one such as 10.0.0.1 or 10.0.0.0/8, or loopback.`);
  const name = family === 6 ? 'ipv6' : 'ipv4';
  if (prefix === undefined) list.addAddress(address, name);
  else list.addSubnet(address, Number(prefix), name);
}
