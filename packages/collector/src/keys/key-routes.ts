/** `/v1/keys` for an operator: list, make, rotate, revoke. What the environment gave is not changed here. */
import { Hono, type MiddlewareHandler } from 'hono';
import { KEY_KINDS, type KeyKind } from './key.ts';
import type { KeyFile } from './key-file.ts';
import type { KeyRing } from './key-ring.ts';

/** Mount at `/`. */
export function keyRoutes(ring: KeyRing, file: KeyFile, adminKey: MiddlewareHandler, now: () => number): Hono {
  const routes = new Hono();
  routes.get('/v1/keys', adminKey, (c) => c.json({ keys: ring.list() }));
  routes.post('/v1/keys/:kind', adminKey, (c) => {
    const kind = KEY_KINDS.find((one) => one === c.req.param('kind'));
    if (!kind) return c.json(unknownKind(), 400);
    if (ring.isGiven(kind)) return c.json(givenKind(kind), 409);
    const key = file.make(kind, new Date(now()));
    ring.reload();
    return c.json({ kind, key }, 201);
  });
  routes.delete('/v1/keys/:id', adminKey, (c) => {
    const revoked = file.expire(c.req.param('id'), new Date(now()));
    ring.reload();
    if (revoked) return c.json({ success: true });
    return c.json(
      { error: { code: 'key_id_unknown', message: 'There is no key of this id in the data directory.' } },
      404,
    );
  });
  return routes;
}

function unknownKind() {
  return { error: { code: 'key_kind_unknown', message: `A key is of one of these kinds: ${KEY_KINDS.join(', ')}.` } };
}

function givenKind(kind: KeyKind) {
  const message = `Keys of the kind ${kind} come from the environment: change them there.`;
  return { error: { code: 'key_kind_given', message } };
}
