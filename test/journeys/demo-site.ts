import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Collector, createCollector } from '../../packages/collector/src/index.ts';

const ROOT = join(import.meta.dirname, '../..');
export const DEMO_KEYS = { write: ['wk_road'], server: ['sk_road'], read: ['rk_road'], admin: ['ak_road'] };

export interface DemoSite {
  url: string;
  collector: Collector;
  /** Rows of the database itself. */
  rows(sql: string, parameters?: Record<string, string>): Promise<Record<string, unknown>[]>;
  attachRate(parameters: Record<string, string>): Promise<{ numerator: number; denominator: number; rate: number }>;
  close(): Promise<void>;
}

/** The demo as `npm start` runs it, from the built files, with an empty database. */
export async function openDemoSite(): Promise<DemoSite> {
  const built = (path: string) => import(/* @vite-ignore */ join(ROOT, path));
  const { createCollector: create } = (await built('packages/collector/dist/index.js')) as {
    createCollector: typeof createCollector;
  };
  const { createDemo } = await built('examples/demo/server.mjs');
  const dataDir = await mkdtemp(join(tmpdir(), 'attachkit-road-'));
  let demo: (request: Request) => Promise<Response>;
  const collector = await create({
    dataDir,
    catalog: join(ROOT, 'examples/demo/attachkit.catalog.json'),
    port: 0,
    keys: DEMO_KEYS,
    mounted: { '/demo': (request) => demo(request) },
  });
  demo = createDemo({ collectorUrl: collector.url, writeKey: DEMO_KEYS.write[0], serverKey: DEMO_KEYS.server[0] });
  return {
    url: collector.url,
    collector,
    rows: (sql, parameters) => collector.store.query(sql, parameters),
    async attachRate(parameters) {
      const query = new URLSearchParams({ interval: 'day', from: today(), to: today(), ...parameters });
      const answer = await fetch(`${collector.url}/v1/metrics/attach-rate?${query}`, {
        headers: { authorization: `Bearer ${DEMO_KEYS.read[0]}` },
      });
      if (!answer.ok) throw new Error(await answer.text());
      return ((await answer.json()) as { rows: { numerator: number; denominator: number; rate: number }[] }).rows[0]!;
    },
    async close() {
      await collector.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** In the demo's time zone. */
function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date());
}
