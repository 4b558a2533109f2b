/** Every route, on one screen. */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { catalogRoutes } from './catalog/routes.ts';
import { dashboardRoutes } from './dashboard-server/routes.ts';
import { answerError } from './http/answer-error.ts';
import { browserFileRoutes } from './http/browser-files.ts';
import type { ProxyTrust } from './http/client-address.ts';
import { shareWithOrigins } from './http/cross-origin.ts';
import { checkHost } from './http/host-check.ts';
import { securityHeaders } from './http/security-headers.ts';
import { refuseWhileStopping } from './http/stopping.ts';
import { INGESTION_PATHS, ingestRoutes } from './ingest/routes.ts';
import type { Installation } from './installation.ts';
import type { Gate } from './keys/gate.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { sessionRoutes } from './keys/session-routes.ts';
import type { Sessions } from './keys/sessions.ts';
import { metricRoutes } from './metrics/routes.ts';
import { operationRoutes } from './operations/routes.ts';
import { sayRetention } from './operations/say-retention.ts';

export interface AppDependencies {
  installation: Installation;
  gate: Gate;
  keys: KeyRing;
  sessions: Sessions;
  proxies: ProxyTrust;
  origins: readonly string[];
  publicHosts: readonly string[];
  mounted: Mounted;
  /** Whether the collector is on its way out and takes nothing any more. */
  isStopping: () => boolean;
}

/** A host's own handlers beside the collector, by the path they begin at; each sees the whole request. */
export type Mounted = Readonly<Record<string, (request: Request) => Response | Promise<Response>>>;

export type App = Hono<{ Bindings: HttpBindings }>;

export function createApp(dependencies: AppDependencies): App {
  const { installation, gate, keys, sessions, proxies, isStopping } = dependencies;
  const { store, rollup, catalog: live, ingestion, retention, keyFile, now } = installation;
  const catalog = () => live.current.source;
  const [readKey, serverKey, adminKey] = [gate.require('read'), gate.require('server'), gate.require('admin')];
  const app: App = new Hono();
  const mount = (routes: unknown) => app.route('/', routes as App);

  app.onError(answerError);
  app.notFound((c) => c.json({ error: { code: 'not_found', message: `There is nothing at ${c.req.path}.` } }, 404));
  app.use(securityHeaders(), checkHost(dependencies.publicHosts), refuseWhileStopping(isStopping));
  for (const path of [...INGESTION_PATHS, '/v1/catalog']) app.use(path, shareWithOrigins(dependencies.origins));
  app.use('/v1/metrics/*', sayRetention(retention));

  app.get('/health/live', (c) => c.json({ status: 'live' }));
  app.get('/health/ready', (c) => (isStopping() ? c.json({ status: 'stopping' }, 503) : c.json({ status: 'ready' })));
  mount(ingestRoutes({ ingestion, gate }));
  mount(catalogRoutes(gate, () => live.current, now));
  mount(sessionRoutes(gate, sessions, (c) => isSecure(c, proxies)));
  mount(keyRoutes(keys, keyFile, adminKey, now));
  mount(
    operationRoutes({
      ...{ installation, adminKey },
      readKey: gate.require('read', 'admin'),
      readKeyOrLoopback: gate.requireUnlessLoopback('read', 'admin'),
    }),
  );
  mount(metricRoutes({ store, rollup, catalog, now, readKey, serverKey }));
  mount(dashboardRoutes({ catalog, store, readKey }));
  mount(browserFileRoutes());
  for (const [path, handle] of Object.entries(dependencies.mounted)) app.mount(path, handle, { replaceRequest: false });
  return app;
}

function isSecure(c: Context<{ Bindings: HttpBindings }>, proxies: ProxyTrust): boolean {
  return proxies.isTrusted(c.env.incoming) && c.req.header('x-forwarded-proto') === 'https';
}
