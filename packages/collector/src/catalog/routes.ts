import { createHash } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Gate } from '../keys/gate.ts';
import schema from './catalog.schema.json' with { type: 'json' };
import type { CompiledCatalog } from './compiled-catalog.ts';
import { toPublicCatalog } from './public-catalog.ts';

/** `GET /v1/catalog`: the part a page may know; `GET /catalog.schema.json`: what editors complete by. Mount at `/`. */
export function catalogRoutes(gate: Gate, catalog: () => CompiledCatalog, now: () => number) {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.get('/v1/catalog', async (c) => {
    const presented = c.req.header('authorization');
    if (presented !== undefined) gate.ingestionKey(presented, c.env.incoming);
    else gate.writeKeyInBody(c.req.query('writeKey'), c.env.incoming);
    const compiled = catalog();
    const body = JSON.stringify(toPublicCatalog(compiled, compiled.dayOf(now() * 1000)));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    c.header('ETag', etag);
    c.header('Cache-Control', 'private, no-cache');
    if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304);
    return c.body(body, 200, { 'Content-Type': 'application/json' });
  });
  routes.get('/catalog.schema.json', (c) => c.json(schema));
  return routes;
}

function matches(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') ?? false;
}
