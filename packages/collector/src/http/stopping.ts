import { createMiddleware } from 'hono/factory';
import { RequestRefused } from '../ingest/refusals.ts';

/** Connections that were open before a SIGTERM may still bring requests: they are sent elsewhere. */
export function refuseWhileStopping(isStopping: () => boolean) {
  return createMiddleware(async (c, next) => {
    if (!isStopping()) return next();
    c.header('Connection', 'close');
    if (c.req.path.startsWith('/health/')) return next();
    throw new RequestRefused('shutting_down', { retryAfterSeconds: 5 });
  });
}
