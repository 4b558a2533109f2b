/** CORS: pages of the configured origins may send events and read their catalog; nothing else is shared. */
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { RequestRefused } from '../ingest/refusals.ts';

const PREFLIGHT_SECONDS = 86_400;

/** @param origins `*` (any), or origins such as `https://app.example.com` */
export function shareWithOrigins(origins: readonly string[]) {
  const any = origins.includes('*');
  return createMiddleware(async (c, next) => {
    const origin = c.req.header('origin');
    if (origin !== undefined) {
      if (!any && !origins.includes(origin) && !isSameOrigin(c, origin)) throw new RequestRefused('origin_refused');
      c.header('Access-Control-Allow-Origin', origin);
      c.header('Access-Control-Allow-Credentials', 'true');
      c.header('Access-Control-Expose-Headers', 'ETag, Retry-After');
      c.header('Vary', 'Origin', { append: true });
    }
    if (c.req.method !== 'OPTIONS') return next();
    c.header('Access-Control-Allow-Methods', 'GET, POST, OPTIONS');
    // Other vendors' clients send headers of their own; none that a page can set means anything here but the key's.
    c.header('Access-Control-Allow-Headers', c.req.header('access-control-request-headers') ?? '*');
    c.header('Vary', 'Access-Control-Request-Headers', { append: true });
    c.header('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
    return c.body(null, 204);
  });
}

function isSameOrigin(c: Context, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === c.req.header('host');
}
