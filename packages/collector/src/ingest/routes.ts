/** The Segment HTTP Tracking API: a batch, or one message at a time, under long and short names. */

import { LIMITS } from '@attachkit/sdk/protocol';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Gate } from '../keys/gate.ts';
import type { Ingestion } from './ingestion.ts';
import { isRecord } from './pipeline.ts';
import { type Body, readBody } from './read-body.ts';
import { RequestRefused } from './refusals.ts';

export interface IngestRouteDependencies {
  ingestion: Ingestion;
  gate: Gate;
}

const SINGLE_ENDPOINTS: readonly [path: string, type: string][] = [
  ['/v1/track', 'track'],
  ['/v1/identify', 'identify'],
  ['/v1/group', 'group'],
  ['/v1/page', 'page'],
  ['/v1/screen', 'screen'],
  ['/v1/alias', 'alias'],
  ['/v1/t', 'track'],
  ['/v1/i', 'identify'],
  ['/v1/g', 'group'],
  ['/v1/p', 'page'],
  ['/v1/s', 'screen'],
  ['/v1/a', 'alias'],
];

const BATCH_PATHS = ['/v1/batch', '/v1/b'];

/** What pages of other origins may use. */
export const INGESTION_PATHS = [...BATCH_PATHS, ...SINGLE_ENDPOINTS.map(([path]) => path)];

/** Mount at `/`. */
export function ingestRoutes({ ingestion, gate }: IngestRouteDependencies): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  for (const path of BATCH_PATHS) {
    routes.post(path, async (c) => {
      const { body, keySpace } = await open(c.req.header('authorization'), c.env, gate);
      const { value, bytes } = body;
      if (!isRecord(value) || !Array.isArray(value.batch)) throw new RequestRefused('batch_missing');
      if (value.batch.length > LIMITS.batchEventsMax) throw new RequestRefused('batch_too_long');
      const { batch: messages, sentAt, context } = value;
      gate.countEvents(c.env.incoming, keySpace, messages.length);
      return c.json(await ingestion.take({ messages, sentAt, context, keySpace, bytes }));
    });
  }
  for (const [path, type] of SINGLE_ENDPOINTS) {
    routes.post(path, async (c) => {
      const { body, keySpace } = await open(c.req.header('authorization'), c.env, gate);
      if (!isRecord(body.value)) throw new RequestRefused('json_invalid');
      if (body.bytes > LIMITS.eventBytesMax) throw new RequestRefused('event_too_large');
      const { sentAt } = body.value;
      const messages = [{ ...body.value, type }];
      gate.countEvents(c.env.incoming, keySpace, 1);
      return c.json(await ingestion.take({ messages, sentAt, context: null, keySpace, bytes: body.bytes }));
    });
  }
  return routes;
}

/** Header keys are checked before the body is read; a write key may also stand in the body. */
async function open(
  authorization: string | undefined,
  { incoming }: HttpBindings,
  gate: Gate,
): Promise<{ body: Body; keySpace: 'write' | 'server' }> {
  const early = authorization === undefined ? undefined : gate.ingestionKey(authorization, incoming);
  const body = await readBody(incoming);
  if (early) return { body, keySpace: early };
  const inBody = isRecord(body.value) ? body.value.writeKey : undefined;
  return { body, keySpace: gate.writeKeyInBody(inBody, incoming) };
}
