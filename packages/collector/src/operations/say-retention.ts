import { createMiddleware } from 'hono/factory';
import type { Retention } from './retention.ts';

/** While old usage is deleted, every number says what that does to "ever". */
export function sayRetention(retention: Retention) {
  return createMiddleware(async (c, next) => {
    await next();
    const statement = retention.describe();
    const isJson = c.res.headers.get('content-type')?.startsWith('application/json');
    if (!statement || !isJson || !c.res.ok) return;
    const answer = (await c.res.json()) as object;
    c.res = c.json({ ...answer, retention: statement });
  });
}
