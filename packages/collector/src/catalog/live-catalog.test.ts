import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '@attachkit/sdk/catalog';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCollector, TEST_CATALOG, type TestCollector } from '../testing.ts';

let collector: TestCollector;
let file: string;
let nextId = 0;

beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'attachkit-catalog-')), 'attachkit.catalog.json');
  write(TEST_CATALOG);
  collector = await startTestCollector({ catalog: file });
});
afterEach(() => collector.dispose());

function write(catalog: Catalog | string): void {
  writeFileSync(file, typeof catalog === 'string' ? catalog : JSON.stringify(catalog));
}

async function send(event: string, properties: object, fields: object = {}, key = 'wk_test') {
  const batch = [{ type: 'track', messageId: `live-${nextId++}`, userId: 'u1', event, properties, ...fields }];
  return await (await collector.request('/v1/batch', { key, body: { batch } })).json();
}

const health = async () => await (await collector.request('/v1/health', { key: 'rk_test' })).json();
const events = () =>
  collector.store.query(
    'SELECT received_name, name, feature, addon, mrr_cents, quantity, CAST(day AS VARCHAR) AS day, "at" FROM event ORDER BY sequence',
  );
const inForce = (version: string) => expect.poll(() => collector.catalog().version).toBe(version);

test('a change is taken up while it runs, recorded with what changed, and the past is read anew', async () => {
  await send('Report Exported', { feature: 'said by the sender', quantity: 4 });
  await send('Deal Won', { addon: 'copilot', mrr: 12.5 }, {}, 'sk_test');
  await send('Deal Won', { addon: 'copilot', mrr: 99 });
  await send('Feature Used', { feature: 'boards' }, { timestamp: '2026-01-01T23:30:00Z' });
  const before = await events();
  expect(before).toMatchObject([
    { name: 'Feature Used', feature: 'report_builder', quantity: 4 },
    { name: null },
    { name: null },
    { name: 'Feature Used', day: '2026-01-02' },
  ]);
  write({
    ...TEST_CATALOG,
    version: 'next',
    timezone: 'UTC',
    events: {
      'Report Exported': { event: 'Feature Viewed', feature: 'forecast' },
      'Deal Won': { event: 'Add-on Purchased' },
    },
  });
  await inForce('next');
  await expect.poll(events).toMatchObject([
    { name: 'Feature Viewed', feature: 'forecast', quantity: 4 },
    { name: 'Add-on Purchased', addon: 'copilot', mrr_cents: 1250, quantity: 1 },
    { name: null, addon: null },
    { name: 'Feature Used', feature: 'boards', day: '2026-01-01' },
  ]);
  expect((await events()).map(({ at }) => at)).toEqual(before.map(({ at }) => at));
  const [latest, first] = (await health()).definitions;
  expect(latest).toMatchObject({
    version: 'next',
    changes: expect.arrayContaining(['timezone: "Europe/Berlin" → "UTC"']),
  });
  expect(first).toMatchObject({ version: TEST_CATALOG.version, changes: [] });
});

test('a catalog with a mistake does not take force, and the health report says where it is', async () => {
  write({ ...TEST_CATALOG, version: 'broken', holdout: 5 });
  await expect
    .poll(async () => (await health()).catalog.problems)
    .toEqual([expect.stringMatching(/:1:\d+ error: holdout: must be <= 1/)]);
  expect(await health()).toMatchObject({
    status: 'failing',
    faults: [{ code: 'catalog_invalid' }, { code: 'no_events' }],
  });
  expect(collector.catalog().version).toBe(TEST_CATALOG.version);
  write({ ...TEST_CATALOG, version: 'mended' });
  await inForce('mended');
  expect((await health()).catalog.problems).toEqual([]);
});

test('refused events come in after the catalog was mended, at the time they happened, once', async () => {
  const timestamp = new Date(Date.now() - 3_600_000).toISOString();
  const answer = await send('Feature Used', { feature: 'brand_new' }, { timestamp, context: { groupId: 'a1' } });
  expect(answer).toMatchObject({ accepted: 0, rejected: [{ code: 'feature_unknown' }] });
  await send('Feature Used', { feature: 'never_known' });
  const replay = async () => await (await collector.request('/v1/replay', { key: 'ak_test', method: 'POST' })).json();
  expect(await replay()).toEqual({ accepted: 0, duplicates: 0, refused: 2 });
  write({
    ...TEST_CATALOG,
    version: 'mended',
    product: { ...TEST_CATALOG.product, features: ['boards', 'brand_new'] },
  });
  await inForce('mended');
  expect(await replay()).toEqual({ accepted: 1, duplicates: 0, refused: 1 });
  expect(await replay()).toEqual({ accepted: 0, duplicates: 0, refused: 1 });
  expect(await events()).toMatchObject([{ feature: 'brand_new', at: Date.parse(timestamp) * 1000 }]);
  expect((await health()).refusals).toMatchObject([
    { code: 'feature_unknown', count: 2, kept: 1, mend: expect.stringContaining('replay') },
  ]);
});
