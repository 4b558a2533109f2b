import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { trustProxies } from './client-address.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

test.each([
  [[], '10.0.0.1', '203.0.113.7', '10.0.0.1'],
  [['10.0.0.0/8'], '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  [['10.0.0.0/8'], '::ffff:10.0.0.1', 'forged, 203.0.113.7', '203.0.113.7'],
  [['10.0.0.0/8'], '10.0.0.1', '198.51.100.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
  [['10.0.0.0/8'], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  [['loopback'], '127.0.0.1', '2001:db8::1', '2001:db8::1'],
  [['loopback'], '127.0.0.1', 'no address', '127.0.0.1'],
])('trusting %j, %s with %j is %s', (trusted, remote, forwarded, expected) => {
  expect(trustProxies(trusted).clientAddress(from(remote, forwarded))).toBe(expected);
});

test('what is no address is not trusted silently', () => {
  expect(() => trustProxies(['proxy.internal'])).toThrow(/no address/);
});
