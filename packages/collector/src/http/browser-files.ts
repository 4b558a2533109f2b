/** The built browser files, served first-party for script-tag users: the SDK, the widget and their chunks. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';

const PACKAGES = ['@attachkit/sdk', '@attachkit/widget'];

interface BrowserFile {
  body: Uint8Array<ArrayBuffer>;
  etag: string;
}

/** A page keeps them this long before it asks anew: an update is with everybody soon, its parts not mixed for long. */
const CACHE_SECONDS = 300;

/** Mount at `/`. Files are found once, at the start. Public, to pages of any origin: an integrity check needs CORS. */
export function browserFileRoutes(): Hono {
  const files = new Map(PACKAGES.flatMap(builtFiles));
  const routes = new Hono();
  for (const [name, { body, etag }] of files) {
    routes.get(`/${name}`, (c) => {
      c.header('ETag', etag);
      c.header('Cache-Control', `public, max-age=${CACHE_SECONDS}`);
      c.header('Access-Control-Allow-Origin', '*');
      if (c.req.header('if-none-match') === etag) return c.body(null, 304);
      return c.body(body, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
    });
  }
  if (!files.has('attachkit.js')) {
    routes.get('/attachkit.js', (c) => c.text('The browser files are not built. Run: npm run build\n', 404));
  }
  return routes;
}

function builtFiles(packageName: string): [string, BrowserFile][] {
  const directory = join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), 'dist');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.js') && name !== 'index.js')
    .map((name) => {
      const body = new Uint8Array(readFileSync(join(directory, name)));
      return [name, { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }];
    });
}
