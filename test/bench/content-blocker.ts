/**
 * What a content blocker does to the SDK: uBlock Origin with its own lists, in real Firefox, with script and
 * collector on the page's own host, and on another.
 *
 *   apt-get install webext-ublock-origin-firefox
 *   npm run bench content-blocker -- --extension DIR
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import puppeteer from 'puppeteer-core';
import { requireEngine } from '../engines/find.ts';

const DEBIAN = '/usr/share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/uBlock0@raymondhill.net';
/** The lists are compiled at the first start. */
const LISTS_READY_MS = 15_000;

const { values } = parseArgs({ options: { extension: { type: 'string', default: DEBIAN } } });
if (!existsSync(values.extension))
  throw new Error(`${values.extension} is not there: apt-get install webext-ublock-origin-firefox, or --extension DIR`);

const script = readFileSync('packages/sdk/dist/attachkit.js', 'utf8');
const arrived: string[] = [];
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', '*');
  if (request.method !== 'OPTIONS') arrived.push(pathname);
  request.resume();
  if (pathname === '/page') {
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>page</title>
      <script src="${searchParams.get('from')}/attachkit.js"></script>
      <script>attachkit.init({ writeKey: 'wk', flushIntervalMs: 0 }); attachkit.used('boards');</script>
      <script src="${searchParams.get('from')}/analytics-event.js"></script>`);
  } else if (pathname === '/attachkit.js') response.setHeader('content-type', 'text/javascript').end(script);
  else response.setHeader('content-type', 'application/json').end('{"success":true,"rejected":[]}');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: requireEngine('firefox'),
  headless: true,
});
try {
  console.log(`${await browser.version()} with the extension of ${values.extension}`);
  await browser.installExtension(values.extension);
  await new Promise((resolve) => setTimeout(resolve, LISTS_READY_MS));
  const rows: Record<string, object> = {};
  for (const [where, from] of [
    ['own host', `http://127.0.0.1:${port}`],
    ['another host', `http://localhost:${port}`],
  ] as const) {
    arrived.length = 0;
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/page?from=${encodeURIComponent(from)}`);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const has = (path: string) => (arrived.includes(path) ? 'arrives' : 'blocked');
    rows[where] = {
      'attachkit.js': has('/attachkit.js'),
      '/v1/catalog': has('/v1/catalog'),
      '/v1/batch': has('/v1/batch'),
      'a known tracker’s name': has('/analytics-event.js'),
    };
    await page.close();
  }
  console.table(rows);
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}
