/** The dashboard's pages and files, and the answers only it needs. The numbers come from `/v1/metrics`. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Catalog } from '@attachkit/sdk/catalog';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { RequestRefused } from '../ingest/refusals.ts';
import type { Store } from '../store/store.ts';
import { dashboardSetup } from './setup.ts';
import { breakdownTraits } from './traits.ts';

export interface DashboardDependencies {
  catalog: () => Catalog;
  store: Store;
  /** Lets a read key or the dashboard's session pass; answers 401 otherwise. */
  readKey: MiddlewareHandler;
}

/** One HTML page stands behind all of them; the browser's side tells them apart. */
export const PAGE_PATHS = [
  'attach-rate',
  'cohorts',
  'time-to-attach',
  'combinations',
  'progression',
  'journey',
  'prompts',
  'holdout',
  'opportunities',
  'revenue-impact',
  'ai-adoption',
  'targets',
  'feedback',
  'alerts',
  'installation',
] as const;

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Built beside the server's own bundle; from the sources, in the package's `dist`. */
const folder = [new URL('./dashboard/', import.meta.url), new URL('../../dist/dashboard/', import.meta.url)].find(
  (place) => existsSync(new URL('main.js', place)),
);

/** Mount at `/`. */
export function dashboardRoutes({ catalog, store, readKey }: DashboardDependencies): Hono {
  const routes = new Hono();
  for (const path of ['/', ...PAGE_PATHS.map((page) => `/${page}`)]) routes.get(path, () => serve('index.html'));
  routes.get('/assets/:file{[a-zA-Z0-9_-]+\\.(js|css|svg)}', (context) => serve(context.req.param('file')));
  // Not being signed in is an answer here, where elsewhere it is a refusal that browsers log as an error.
  routes.get('/dashboard/session', async (context) => {
    context.header('cache-control', 'no-store');
    return context.json({ signedIn: await passes(readKey, context) });
  });
  routes.get('/dashboard/setup', readKey, async (context) => {
    context.header('cache-control', 'no-store');
    return context.json({ ...dashboardSetup(catalog()), traits: await breakdownTraits(store, catalog()) });
  });
  return routes;
}

async function passes(gate: MiddlewareHandler, context: Context): Promise<boolean> {
  try {
    await gate(context, async () => undefined);
    return true;
  } catch (error) {
    if (error instanceof RequestRefused && error.code !== 'rate_limited') return false;
    throw error;
  }
}

async function serve(file: string): Promise<Response> {
  const text = folder && (await readFile(new URL(file, folder)).catch(() => null));
  if (!text) {
    const message = folder ? 'No such file.' : 'The dashboard is not built yet: npm run build';
    return Response.json({ error: { code: 'not_found', message } }, { status: 404 });
  }
  // A chunk's name holds its hash and never changes its meaning; the rest is asked for anew.
  const hashed = /-[A-Za-z0-9_-]{8}\.js$/.test(file);
  return new Response(new Uint8Array(text), {
    headers: {
      'content-type': TYPES[file.split('.').pop()!]!,
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}
