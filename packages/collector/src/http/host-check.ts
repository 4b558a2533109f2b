/** Only names that are ours: a page of another site must not reach a local collector through its own DNS name. */
import type { HttpBindings } from '@hono/node-server';
import { createMiddleware } from 'hono/factory';
import { RequestRefused } from '../ingest/refusals.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** @param publicHosts further names that this collector is reached by, without a port */
export function checkHost(publicHosts: readonly string[]) {
  const known = new Set([...LOOPBACK_NAMES, ...publicHosts.map((host) => host.toLowerCase())]);
  return createMiddleware<{ Bindings: HttpBindings }>(async (c, next) => {
    const { headers, socket } = c.env.incoming;
    const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    // An address that the connection itself came to cannot be a name that somebody redirected.
    const isOwnAddress =
      host === (socket.localAddress ?? '').replace(/^::ffff:/, '') || host === `[${socket.localAddress}]`;
    if (host !== '' && !known.has(host) && !isOwnAddress) throw new RequestRefused('host_refused');
    await next();
  });
}
