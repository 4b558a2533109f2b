/** What an operator asks of a running collector. */

import { LIMITS } from '@attachkit/sdk/protocol';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { isRecord } from '../ingest/pipeline.ts';
import { readBody } from '../ingest/read-body.ts';
import { RequestRefused } from '../ingest/refusals.ts';
import type { Installation } from '../installation.ts';
import { erasureRoutes } from './erasure-routes.ts';
import { reportHealth } from './health.ts';
import { createPrometheus } from './prometheus.ts';

export interface OperationRouteDependencies {
  installation: Installation;
  readKey: MiddlewareHandler;
  adminKey: MiddlewareHandler;
  /** For `/metrics`: a read key, or the machine itself. */
  readKeyOrLoopback: MiddlewareHandler;
}

/** Mount at `/`. */
export function operationRoutes({ installation, readKey, adminKey, readKeyOrLoopback }: OperationRouteDependencies) {
  const { observations, buffer, store, ingestion, rollup } = installation;
  const prometheus = createPrometheus(observations, buffer);
  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.get('/v1/health', readKey, async (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json(await reportHealth(installation));
  });
  routes.get('/metrics', readKeyOrLoopback, async (c) =>
    c.body(await prometheus.metrics(), 200, { 'Content-Type': prometheus.contentType }),
  );
  routes.post('/v1/replay', adminKey, async (c) => c.json(await installation.replay()));
  routes.post('/v1/rebuild', adminKey, async (c) => c.json({ differences: await rollup.rebuild() }));
  routes.post('/v1/import', adminKey, async (c) => {
    const { value, bytes } = await readBody(c.env.incoming);
    if (!isRecord(value) || !Array.isArray(value.batch)) throw new RequestRefused('batch_missing');
    if (value.batch.length > LIMITS.batchEventsMax) throw new RequestRefused('batch_too_long');
    await store.compareWithEverything();
    const { batch: messages, context } = value;
    return c.json(await ingestion.take({ messages, sentAt: null, context, keySpace: 'server', bytes }));
  });
  routes.route('/', erasureRoutes(installation.erasures, adminKey) as unknown as typeof routes);
  return routes;
}
