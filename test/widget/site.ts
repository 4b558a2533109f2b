/** A site for the widget's tests: pages built from source, served by a real server, opened in real Chromium. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';

/** From here as from where `npm run bench` puts its bundle. */
const ROOT = join(import.meta.dirname, '../..');

export interface Site {
  url: string;
  close(): Promise<void>;
}

/** Answers every path with `page` and serves the bundle of pages/app.ts under `/app.js`. */
export async function startSite(
  page: (path: string) => { html: string; headers?: Record<string, string> },
): Promise<Site> {
  const files = await bundle();
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0]!;
    const file = files.get(path.slice(1));
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=60' });
      response.end(file);
      return;
    }
    const { html, headers } = page(path);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bundle(): Promise<Map<string, string>> {
  const here = join(ROOT, 'test/widget/');
  const { outputFiles } = await build({
    entryPoints: [`${here}pages/app.ts`],
    outdir: here,
    bundle: true,
    write: false,
    splitting: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    conditions: ['attachkit:source'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]));
}
