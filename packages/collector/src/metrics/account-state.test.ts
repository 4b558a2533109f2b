import { afterEach, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './question.testing.ts';

let scene: Scene;
afterEach(() => scene.collector.dispose());

describe('the state of an account', () => {
  it('gathers what one browser cannot know', async () => {
    scene = await openScene();
    scene.grouped('a', '2026-10-01', { name: 'Acme', employees: 12, trial: false });
    scene.happened('a', '2026-10-01', 'Subscription Started', { plan: 'pro', mrr: 99 });
    scene.happened('a', '2026-10-02', 'Add-on Purchased', { addon: 'analytics' });
    scene.happened('a', '2026-11-20', 'Trial Started', { addon: 'copilot', endsAt: '2026-12-04T12:00:00Z' });
    scene.happened('a', '2026-11-19', 'Feature Used', { feature: 'forecast', quantity: 2 }, 'one');
    scene.happened('a', '2026-11-20', 'Feature Used', { feature: 'forecast' }, 'two');
    scene.happened('a', '2026-08-01', 'Feature Used', { feature: 'forecast', quantity: 5 }, 'two');
    const about = { prompt: 'p1', addon: 'copilot' };
    scene.happened('a', '2026-11-17', 'Prompt Triggered', { ...about, arm: 'treated', trigger: 'limit' });
    scene.happened('a', '2026-11-18', 'Prompt Shown', about);
    scene.happened('a', '2026-11-19', 'Prompt Opted Out', about);
    await scene.send();
    expect(await scene.ask('/v1/accounts/a/state', 'sk_test')).toEqual({
      account: 'a',
      asOf: '2026-11-21T12:00:00.000Z',
      catalogVersion: '2026-11-21',
      traits: { name: 'Acme', employees: 12, trial: false },
      acquired: '2026-10-01',
      plan: 'pro',
      addons: {
        analytics: { purchased: true, included: false, trialEndsAt: null, attached: true, uses: 3, days: 2, arm: null },
        copilot: {
          purchased: false,
          included: false,
          trialEndsAt: '2026-12-04T12:00:00.000Z',
          attached: false,
          uses: 0,
          days: 0,
          arm: 'treated',
        },
      },
      usage: { forecast: { '2026-11-19': 2, '2026-11-20': 1 } },
      lifetime: { forecast: 8 },
      optOuts: { prompts: ['p1'], addons: [] },
      shows: [{ prompt: 'p1', addon: 'copilot', at: '2026-11-18T12:00:00.000Z', outcome: 'opted-out' }],
    });
  });

  it('is empty for an account nobody has heard of, and closed to a read key', async () => {
    scene = await openScene();
    expect(await scene.ask('/v1/accounts/nobody/state', 'sk_test')).toMatchObject({
      acquired: null,
      plan: null,
      usage: {},
      shows: [],
    });
    expect((await scene.collector.request('/v1/accounts/nobody/state', { key: 'rk_test' })).status).toBe(401);
  });
});
