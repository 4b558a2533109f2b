/** Every route, on one screen. */

import type { Catalog } from '@attachkit/sdk/catalog';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { CompiledCatalog } from './catalog/compiled-catalog.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { dashboardRoutes } from './dashboard-server/routes.ts';
import { browserFileRoutes } from './http/browser-files.ts';
import type { ProxyTrust } from './http/client-address.ts';
import { shareWithOrigins } from './http/cross-origin.ts';
import { checkHost } from './http/host-check.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { Ingestion } from './ingest/ingestion.ts';
import { RequestRefused } from './ingest/refusals.ts';
import { ingestRoutes } from './ingest/routes.ts';
import type { Gate } from './keys/gate.ts';
import { sessionRoutes } from './keys/session-routes.ts';
import type { Sessions } from './keys/sessions.ts';
import { metricRoutes } from './metrics/routes.ts';
import type { Observations } from './operations/health.ts';
import type { Rollup } from './rollup/rollup.ts';
import type { Store } from './store/store.ts';

export interface AppDependencies {
  store: Store;
  rollup: Rollup;
  ingestion: Ingestion;
  observations: Observations;
  gate: Gate;
  sessions: Sessions;
  catalog: () => CompiledCatalog;
  origins: readonly string[];
  publicHosts: readonly string[];
  proxies: ProxyTrust;
  mounted: Mounted;
  /** Whether requests are taken: false while starting and stopping. */
  isReady: () => boolean;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Handlers beside the collector, by their path; each sees its requests without that path. */
export type Mounted = Readonly<Record<string, (request: Request) => Response | Promise<Response>>>;

export type App = Hono<{ Bindings: HttpBindings }>;

/** Paths that pages of other origins use. */
const SHARED = [
  'batch',
  'track',
  'identify',
  'group',
  'page',
  'screen',
  'alias',
  'b',
  't',
  'i',
  'g',
  'p',
  's',
  'a',
  'catalog',
];

export function createApp(dependencies: AppDependencies): App {
  const { store, rollup, ingestion, observations, gate, sessions, catalog, now, proxies } = dependencies;
  const app: App = new Hono();
  app.onError((error, c) => answerError(error, c));
  app.notFound((c) => c.json({ error: { code: 'not_found', message: `There is nothing at ${c.req.path}.` } }, 404));

  app.use(securityHeaders(), checkHost(dependencies.publicHosts));
  for (const name of SHARED) app.use(`/v1/${name}`, shareWithOrigins(dependencies.origins));

  app.get('/health/live', (c) => c.json({ status: 'live' }));
  app.get('/health/ready', (c) =>
    dependencies.isReady() ? c.json({ status: 'ready' }) : c.json({ status: 'stopping' }, 503),
  );
  app.route('/', ingestRoutes({ ingestion, gate }));
  app.route('/', catalogRoutes(gate, catalog, now));
  app.route(
    '/',
    sessionRoutes(gate, sessions, (c) => isSecure(c, proxies)),
  );
  app.get('/v1/health', gate.require('read', 'admin'), (c) => c.json(observations.report()));
  const source = (): Catalog => catalog().source;
  const [readKey, serverKey] = [gate.require('read'), gate.require('server')];
  app.route('/', metricRoutes({ store, rollup, catalog: source, now, readKey, serverKey }) as unknown as App);
  app.route('/', browserFileRoutes() as unknown as App);
  app.route('/', dashboardRoutes({ catalog: source, readKey }) as unknown as App);
  return app;
}

function isSecure(c: Context<{ Bindings: HttpBindings }>, proxies: ProxyTrust): boolean {
  return proxies.isTrusted(c.env.incoming) && c.req.header('x-forwarded-proto') === 'https';
}

function answerError(error: Error, c: Context): Response {
  if (!(error instanceof RequestRefused)) {
    console.error(
      JSON.stringify({ level: 'error', event: 'request_failed', path: c.req.routePath, reason: error.message }),
    );
    return c.json({ error: { code: 'internal', message: 'Something went wrong here; the log says what.' } }, 500);
  }
  if (error.status === 429 || error.status === 503) c.header('Retry-After', String(error.retryAfterSeconds));
  if (error.status === 401) c.header('WWW-Authenticate', 'Bearer realm="attachkit"');
  return c.json({ error: { code: error.code, message: error.message } }, error.status);
}
