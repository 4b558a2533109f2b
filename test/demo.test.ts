import { readFileSync } from 'node:fs';
import type { Catalog } from '@attachkit/sdk/catalog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDemo } from '../examples/demo/server.mjs';
import { startTestCollector, type TestCollector } from '../packages/collector/src/testing.ts';

const catalog: Catalog = JSON.parse(
  readFileSync(new URL('../examples/demo/attachkit.catalog.json', import.meta.url), 'utf8'),
);
const WORKSPACE = 'ws_larkin';

describe('the demo product', () => {
  let collector: TestCollector;
  let demo: (request: Request) => Promise<Response>;
  beforeAll(async () => {
    collector = await startTestCollector({ catalog });
    demo = createDemo({ collectorUrl: collector.url, writeKey: 'wk_test', serverKey: 'sk_test' });
  });
  afterAll(() => collector.dispose());

  const get = (path: string) => demo(new Request(`http://localhost/demo${path}`));
  const post = (path: string, body: unknown, type = 'application/json') =>
    demo(
      new Request(`http://localhost/demo${path}`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(body),
      }),
    );
  const session = async (workspace = WORKSPACE) => (await get(`/api/session?workspace=${workspace}`)).json();
  const attached = async (addon: string) => {
    const answer = await collector.request(`/v1/metrics/attach-rate?addon=${addon}&interval=day`, { key: 'rk_test' });
    return ((await answer.json()) as { rows: { numerator: number; denominator: number }[] }).rows.at(-1)!;
  };

  test('serves its page with the keys a page may hold, and a strict policy', async () => {
    const page = await get('/');
    const html = await page.text();
    expect(html).toContain(`${collector.url}/attachkit.js`);
    expect(html).toContain('wk_test');
    expect(html).not.toContain('sk_test');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script(?![^>]*src=)|style=|onclick=/);
    expect((await get('/server.mjs')).status).toBe(404);
    expect((await get('/../server.mjs')).status).toBe(404);
  });

  test('founds a workspace once: a subscription, and credits that are partly used', async () => {
    const first = await session();
    expect(first.state.acquired).not.toBeNull();
    expect(first.workspace.plan).toBe('starter');
    const used = Object.values(first.state.usage.assistant as Record<string, number>).reduce(
      (sum, count) => sum + count,
      0,
    );
    expect(used).toBe(37);
    const before = await attached('copilot');
    await session();
    expect(await attached('copilot')).toEqual(before);
    expect(before).toMatchObject({ numerator: 0, denominator: 1 });
  });

  test('a trial, a purchase and a cancellation reach the collector', async () => {
    const about = { workspace: WORKSPACE, addon: 'copilot', user: 'user_mara' };
    const trial = await (await post('/api/trial', about)).json();
    expect(Date.parse(trial.state.addons.copilot.trialEndsAt)).toBeGreaterThan(Date.now() + 13 * 86_400_000);
    const bought = await (await post('/api/purchase', about)).json();
    expect(bought.state.addons.copilot).toMatchObject({ purchased: true, trialEndsAt: null });
    expect((await attached('copilot')).numerator).toBe(1);
    const cancelled = await (await post('/api/cancel', about)).json();
    expect(cancelled.state.addons.copilot.purchased).toBe(false);
    expect((await attached('copilot')).numerator).toBe(0);
  });

  test('with a read key, a sale says what it changed, and what was sent', async () => {
    const reading = createDemo({
      collectorUrl: collector.url,
      writeKey: 'wk_test',
      serverKey: 'sk_test',
      readKey: 'rk_test',
    });
    const ask = (action: string) =>
      reading(
        new Request(`http://localhost/demo/api/${action}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ workspace: 'ws_effect1', addon: 'copilot' }),
        }),
      ).then((answer) => answer.json());
    await session('ws_effect1');
    const { numerator, denominator } = await attached('copilot');
    const trial = await ask('trial');
    expect(trial.sent).toEqual([{ event: 'Trial Started', addon: 'copilot' }]);
    expect(trial.effects).toEqual([
      {
        addon: 'copilot',
        before: { customers: denominator, bought: numerator, boughtOrTry: numerator },
        after: { customers: denominator, bought: numerator, boughtOrTry: numerator + 1 },
      },
    ]);
    const bought = await ask('purchase');
    expect(bought.sent).toEqual([{ event: 'Add-on Purchased', addon: 'copilot' }]);
    expect(bought.effects[0].after.bought).toBe(numerator + 1);
    const silent = await (await post('/api/cancel', { workspace: 'ws_effect1', addon: 'copilot' })).json();
    expect(silent.effects).toEqual([{ addon: 'copilot', before: null, after: null }]);
  });

  test('a bundle is sold as its add-ons, which together cost what it costs', async () => {
    await session('ws_bundle1');
    await post('/api/purchase', { workspace: 'ws_bundle1', addon: 'studio_ai' });
    const answer = await collector.request('/v1/metrics/attach-rate?addon=any&weight=revenue&interval=day', {
      key: 'rk_test',
    });
    const { rows } = (await answer.json()) as { rows: { numerator: number }[] };
    expect(rows.at(-1)!.numerator).toBe(catalog.bundles!.studio_ai!.mrr);
  });

  test('refuses what it does not sell, and what another site could send', async () => {
    expect((await post('/api/trial', { workspace: WORKSPACE, addon: 'toString' })).status).toBe(400);
    expect((await post('/api/trial', { workspace: '../etc', addon: 'copilot' })).status).toBe(400);
    expect((await post('/api/trial', { workspace: WORKSPACE, addon: 'copilot' }, 'text/plain')).status).toBe(415);
    expect((await get('/api/session?workspace=nobody')).status).toBe(400);
  });

  test('stands beside the collector, under a path of its own', async () => {
    const whole = await startTestCollector({ catalog, mounted: { '/demo': (request) => demo(request) } });
    try {
      expect(await (await whole.request('/demo/')).text()).toContain('<title>Northfold</title>');
      expect((await whole.request('/demo/northfold.css')).headers.get('content-type')).toContain('text/css');
      expect((await whole.request('/health/live')).status).toBe(200);
    } finally {
      await whole.dispose();
    }
  });
});
