/** A real collector for a test: real HTTP on a free port, a real database in a temporary directory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '@attachkit/sdk/catalog';
import { type Collector, type CollectorOptions, createCollector } from './collector.ts';

export const TEST_KEYS = { write: ['wk_test'], server: ['sk_test'], read: ['rk_test'], admin: ['ak_test'] } as const;

export type TestKey = 'wk_test' | 'sk_test' | 'rk_test' | 'ak_test';

export const TEST_CATALOG: Catalog = {
  version: '2026-11-21',
  timezone: 'Europe/Berlin',
  currency: 'EUR',
  product: { id: 'core', name: 'Core', features: ['boards', 'files'] },
  addons: {
    analytics: {
      name: 'Advanced analytics',
      kind: 'addon',
      line: 'Insights',
      features: ['report_builder', 'forecast'],
      attached: { uses: 3, days: 2, window: 28 },
      price: { mrr: 49 },
      grossMargin: 0.85,
    },
    copilot: {
      name: 'Copilot',
      kind: 'ai',
      line: 'AI',
      features: ['ai_summary'],
      attached: { uses: 5, days: 3, window: 28 },
      price: { mrr: 20 },
    },
  },
  events: { 'Report Exported': { event: 'Feature Used', feature: 'report_builder' } },
};

export interface TestCollector extends Collector {
  /** Under a key, if one is given; a body that is no string is sent as JSON. */
  request(
    path: string,
    options?: { key?: TestKey | (string & {}); method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  readonly dataDir: string;
  /** Closes it and removes its directory. */
  dispose(): Promise<void>;
}

export async function startTestCollector(options: Partial<CollectorOptions> = {}): Promise<TestCollector> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'attachkit-test-'));
  const collector = await createCollector({ catalog: TEST_CATALOG, keys: TEST_KEYS, port: 0, ...options, dataDir });
  return {
    ...collector,
    dataDir,
    request: (path, { key, method, body, headers = {} } = {}) =>
      fetch(collector.url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...(key && { authorization: `Bearer ${key}` }), ...headers },
        body:
          body === undefined || typeof body === 'string' || body instanceof Uint8Array
            ? (body as string)
            : JSON.stringify(body),
        redirect: 'manual',
      }),
    dispose: async () => {
      await collector.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
