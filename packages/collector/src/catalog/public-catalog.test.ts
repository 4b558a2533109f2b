import type { Catalog } from '@attachkit/sdk/catalog';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCollector, TEST_CATALOG, type TestCollector } from '../testing.ts';

const prompt = (id: string, fields: object) => ({
  id,
  addon: 'copilot',
  trigger: { gate: true as const },
  placement: { kind: 'slideout' as const },
  content: { en: { title: 'Try it', primary: 'Try', dismiss: 'Not now' } },
  actions: { primary: { type: 'navigate' as const, to: '/copilot' } },
  ...fields,
});

const CATALOG: Catalog = {
  ...TEST_CATALOG,
  addons: {
    ...TEST_CATALOG.addons,
    secret: {
      name: 'Secret',
      kind: 'addon',
      features: ['hidden'],
      attached: { uses: 1, days: 1, window: 1 },
      launchedAt: '2026-07-01',
    },
  },
  bundles: { all: { addons: ['copilot', 'secret'], mrr: 9 } },
  limits: { hidden_limit: { feature: 'hidden', max: 1, per: 'day', addon: 'secret' } },
  targets: { copilot: { rate: 0.4321, by: '2028-01-15' } },
  scoring: { health: 77 },
  grossMargin: 0.8765,
  benchmarks: [{ what: 'second product', clock: null, low: 0.1, high: 0.2, source: 'Somebody', asOf: '2025' }],
  prompts: [
    prompt('live', {}),
    prompt('mistaken', { content: { en: { title: 'Try it', primary: 'Try', dismiss: '' } } }),
    prompt('draft', { status: 'draft' }),
    prompt('early', { addon: 'secret' }),
    prompt('hinting', { audience: { all: [{ addon: 'secret', owned: false }] } }),
  ],
};

let nowMs = Date.UTC(2026, 5, 30, 21, 59);
let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector({ catalog: CATALOG, now: () => nowMs });
});
afterAll(() => collector.dispose());

const get = (headers: Record<string, string> = {}) => collector.request('/v1/catalog', { key: 'wk_test', headers });

test('margins, targets, scoring, drafts and add-ons not yet launched never reach a page', async () => {
  const text = await (await get()).text();
  for (const secret of [
    'secret',
    'Secret',
    'hidden',
    '0.4321',
    '77',
    '0.8765',
    '0.85',
    'Somebody',
    'draft',
    'early',
    'hinting',
    'events',
  ]) {
    expect(text).not.toContain(secret);
  }
  expect(JSON.parse(text)).toMatchObject({
    promptsPaused: false,
    prompts: [{ id: 'live' }],
    addons: { copilot: { holdout: 0.2, trialDays: 14 } },
  });
});

test('an ETag saves sending it again, until it changes: an add-on appears on its day in the catalog’s zone', async () => {
  const etag = (await get()).headers.get('etag')!;
  expect((await get({ 'if-none-match': etag })).status).toBe(304);
  expect((await get({ 'if-none-match': `W/${etag}` })).status).toBe(304);
  nowMs = Date.UTC(2026, 5, 30, 22, 1);
  const changed = await get({ 'if-none-match': etag });
  expect(changed.status).toBe(200);
  expect((await changed.json()).prompts.map(({ id }: { id: string }) => id)).toEqual(['live', 'early', 'hinting']);
});

test('it asks for a write key', async () => {
  expect((await collector.request('/v1/catalog')).status).toBe(401);
  expect((await collector.request('/v1/catalog', { key: 'rk_test' })).status).toBe(401);
});

test('the JSON Schema is there for editors', async () => {
  const answer = await collector.request('/catalog.schema.json');
  expect(await answer.json()).toMatchObject({ title: 'Attachkit catalog' });
});
