import { Hono, type MiddlewareHandler } from 'hono';
import type { Erasures } from './erasure.ts';

/** `DELETE /v1/users/:id`, `DELETE /v1/accounts/:id` and lifting it again. Mount at `/`. */
export function erasureRoutes(erasures: Erasures, adminKey: MiddlewareHandler): Hono {
  const routes = new Hono();
  routes.delete('/v1/users/:id', adminKey, async (c) => c.json(await erasures.erase('user', c.req.param('id'))));
  routes.delete('/v1/accounts/:id', adminKey, async (c) => c.json(await erasures.erase('account', c.req.param('id'))));
  routes.post('/v1/erasures/:id/lift', adminKey, async (c) => {
    if (await erasures.lift(c.req.param('id'))) return c.json({ success: true });
    const message = 'There is no erasure in force for this id.';
    return c.json({ error: { code: 'erasure_unknown', message } }, 404);
  });
  return routes;
}
