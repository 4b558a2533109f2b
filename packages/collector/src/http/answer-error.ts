import type { Context } from 'hono';
import { RequestRefused } from '../ingest/refusals.ts';
import { log, reasonOf } from '../log.ts';

/** A refusal as its status and code; anything else as a 500 whose reason is only in the log. */
export function answerError(error: Error, c: Context): Response {
  if (!(error instanceof RequestRefused)) {
    log('error', 'request_failed', { route: c.req.routePath, reason: reasonOf(error) });
    return c.json({ error: { code: 'internal', message: 'Something went wrong here; the log says what.' } }, 500);
  }
  if (error.status === 429 || error.status === 503) c.header('Retry-After', String(error.retryAfterSeconds));
  if (error.status === 401) c.header('WWW-Authenticate', 'Bearer realm="attachkit"');
  return c.json({ error: { code: error.code, message: error.message } }, error.status);
}
