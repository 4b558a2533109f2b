/** The questions that a read key may ask, and the one that a server key may: `/v1/metrics…`, `/v1/accounts…`, `/v1/alerts`. */
import { formatDay } from '@attachkit/sdk/calendar';
import type { Catalog } from '@attachkit/sdk/catalog';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { timeZoneOf } from '../rollup/catalog-tables.ts';
import type { Rollup } from '../rollup/rollup.ts';
import { runQuery } from '../rollup/sql.ts';
import { dayNumberAt } from '../rollup/zone.ts';
import type { Store } from '../store/store.ts';
import { accountList, describeLists } from './account-list.ts';
import { accountState } from './account-state.ts';
import { accounts } from './accounts.ts';
import { alerts } from './alerts.ts';
import { toCsv } from './csv.ts';
import { METRICS } from './index.ts';
import type { Metric, MetricContext } from './metric.ts';
import { readParameters, resolveParameters } from './parameters.ts';
import { QuestionRefused } from './question-refused.ts';

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
export function metricRoutes(dependencies: MetricDependencies): Hono {
  const routes = new Hono();
  routes.get('/v1/metrics', dependencies.readKey, (c) => c.json(listMetrics(contextOf(dependencies))));
  routes.get('/v1/metrics/:name', dependencies.readKey, async (c) => {
    const name = c.req.param('name');
    const metric = METRICS.get(name);
    if (!metric) return c.json(metricUnknown(name), 404);
    return await answer(c, () => metric as unknown as Metric, dependencies);
  });
  routes.get('/v1/accounts', dependencies.readKey, (c) =>
    answer(
      c,
      (search, context) => (search.has('metric') ? accountList(search, context) : accounts) as unknown as Metric,
      dependencies,
    ),
  );
  routes.get('/v1/alerts', dependencies.readKey, (c) => answer(c, () => alerts as unknown as Metric, dependencies));
  routes.get('/v1/accounts/:id/state', dependencies.serverKey, async (c) => {
    await dependencies.rollup.settle();
    c.header('Cache-Control', 'private, no-store');
    return c.json(await accountState(c.req.param('id'), dependencies.now(), contextOf(dependencies)));
  });
  return routes;
}

function contextOf({ store, catalog, now }: MetricDependencies): MetricContext {
  const current = catalog();
  return {
    catalog: current,
    today: formatDay(dayNumberAt(now() * 1000, timeZoneOf(current))),
    query: (query) => runQuery(store, query),
  };
}

/** @param find what is asked, by the query string */
async function answer(
  c: Context,
  find: (search: URLSearchParams, context: MetricContext) => Metric,
  dependencies: MetricDependencies,
): Promise<Response> {
  const context = contextOf(dependencies);
  const search = new URL(c.req.url).searchParams;
  let metric: Metric;
  let parameters: object;
  try {
    metric = find(search, context);
    parameters = readParameters(metric, search, context);
  } catch (error) {
    if (!(error instanceof QuestionRefused)) throw error;
    return c.json({ error: { code: error.code, message: error.message, parameter: error.parameter } }, 400);
  }
  await dependencies.rollup.settle();
  const { asOf, rows, ...more } = await metric.answer(parameters, context);
  c.header('Cache-Control', 'private, no-store');
  c.header('Vary', 'Accept');
  if (prefersCsv(c.req.header('accept'))) {
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', `attachment; filename="${metric.name}-${asOf}.csv"`);
    return c.body(toCsv(rows, metric.columns(parameters)));
  }
  const { title, text, name } = metric;
  const definition = {
    title,
    text: inOneLine(text),
    parameters: resolveParameters(metric, parameters, context),
    catalogVersion: context.catalog.version,
  };
  return c.json({ metric: name, definition, asOf, timezone: timeZoneOf(context.catalog), rows, ...more });
}

function prefersCsv(accept: string | undefined): boolean {
  return accept !== undefined && /text\/csv/i.test(accept) && !/^\s*application\/json/i.test(accept);
}

function listMetrics(context: MetricContext): object {
  const metrics = [...METRICS.values()].map((metric) => {
    const { name, title, text, example, required = [] } = metric;
    const lists = describeLists(metric as unknown as Metric, context);
    return { name, title, text: inOneLine(text), example, parameters: metric.parameters(context), required, lists };
  });
  return { metrics, catalogVersion: context.catalog.version };
}

function metricUnknown(name: string): object {
  const message = `There is no metric "${name.slice(0, 100)}"; there are ${[...METRICS.keys()].join(', ')}.`;
  return { error: { code: 'metric_unknown', message } };
}

/** Definitions are written over several lines of source. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
