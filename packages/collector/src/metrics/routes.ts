/** The questions that a read key may ask, and the one that a server key may: `/v1/metrics…`, `/v1/accounts…`, `/v1/alerts`. */
import type { Catalog } from '@attachkit/sdk/catalog';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Rollup } from '../rollup/rollup.ts';
import type { Store } from '../store/store.ts';

export interface MetricDependencies {
  store: Store;
  rollup: Rollup;
  catalog: () => Catalog;
  /** Epoch milliseconds. */
  now: () => number;
  /** Lets a read key (or the dashboard's session) pass; answers 401 otherwise. */
  readKey: MiddlewareHandler;
  /** Lets a server key pass. */
  serverKey: MiddlewareHandler;
}

/** Mount at `/`. */
export function metricRoutes(_dependencies: MetricDependencies): Hono {
  return new Hono();
}
