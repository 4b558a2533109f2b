import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from './question.testing.ts';

describe('opportunities over HTTP', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene();
  });
  afterEach(() => scene.collector.dispose());

  const join = (account: string, day = '2026-01-10') =>
    scene.happened(account, day, 'Subscription Started', { mrr: 1 });
  const use = (account: string, day: string, feature: string, user?: string) =>
    scene.happened(account, day, 'Feature Used', { feature }, user);
  const buy = (account: string, addon: string) => scene.happened(account, '2026-02-01', 'Add-on Purchased', { addon });
  const ask = async (query: string) => (await scene.ask(`/v1/metrics/opportunities?${query}`)).rows;

  it('usageMaturity 1, demand 2/3, engagement 0.5, nothing else known: 80, coverage 0.5', async () => {
    join('a');
    for (let day = 1; day <= 10; day++)
      use('a', `2026-11-${String(day).padStart(2, '0')}`, day % 2 ? 'boards' : 'files');
    scene.happened('a', '2026-11-05', 'Feature Gated', { feature: 'forecast', addon: 'analytics' });
    scene.happened('a', '2026-11-05', 'Limit Reached', { limit: 'l', used: 1, max: 1, addon: 'analytics' });
    scene.happened('a', '2026-11-05', 'Limit Reached', { limit: 'l', used: 1, max: 1, addon: 'copilot' });
    scene.happened('a', '2026-10-24', 'Limit Approached', { limit: 'l', used: 1, max: 2, addon: 'analytics' });
    await scene.send();
    const [row] = await ask('addon=analytics');
    expect(row).toMatchObject({
      ...{ account: 'a', name: null, coverage: 0.5, proactive: false, tenureDays: 315, inWindow: false },
      subscores: { usageMaturity: 1, health: null, growth: null, engagement: 0.5, timing: null, budget: null },
    });
    expect(row.subscores.demand).toBeCloseTo(2 / 3, 12);
    expect(row.score).toBeCloseTo(80, 12);
  });

  it('knows more from traits and users; owners are out, the best come first, ties by account', async () => {
    for (const account of ['known', 'owner', 'included', 'b', 'B']) join(account);
    join('former');
    scene.happened('former', '2026-05-01', 'Subscription Cancelled');
    buy('owner', 'analytics');
    scene.grouped('known', '2026-01-10', {
      ...{ name: 'Known', healthScore: 60, renewalAt: '2027-02-20', budgetConfirmed: true, activatedAt: '2026-09-22' },
    });
    // Five users before, six now; one of the base product's two features.
    for (const user of accountNames(5, 'u')) use('known', '2026-10-01', 'boards', user);
    for (const user of accountNames(6, 'v')) use('known', '2026-11-20', 'boards', user);
    await scene.send();
    const rows = await ask('addon=analytics');
    expect(rows.map(({ account }: { account: string }) => account)).toEqual(['known', 'B', 'b', 'included']);
    const [best] = rows;
    // 91 days to the renewal, in months of 30.4375 days.
    const timing = 91 / 30.4375 / 6;
    expect(best.subscores).toMatchObject({ usageMaturity: 0.625, health: 0.8, demand: 0, engagement: 0.05, budget: 1 });
    expect(best.subscores.growth).toBeCloseTo(1, 9);
    expect(best.subscores.timing).toBeCloseTo(timing, 12);
    expect(best.score).toBeCloseTo(25 * 0.625 + 20 * 0.8 + 15 + 0.5 + 10 * timing + 5, 9);
    expect(best).toMatchObject({ name: 'Known', coverage: 1, proactive: false, tenureDays: 60, inWindow: true });
    expect(await ask('addon=analytics&limit=1')).toHaveLength(1);
    expect(await ask('addon=analytics&segment=name:null')).toHaveLength(3);
  });

  it('nextBest: the add-on with the highest expected share, and why', async () => {
    // Of 20 customers 8 have analytics, 5 copilot, 4 both; 5 use boards, 4 of these have copilot and 2 analytics.
    const [both1, both2, both3, both4, only1, a1, a2, a3, a4, keen, new1, ...rest] = accountNames(20) as string[];
    for (const name of accountNames(20)) join(name);
    for (const name of [both1, both2, both3, both4, a1, a2, a3, a4]) buy(name!, 'analytics');
    for (const name of [both1, both2, both3, both4, only1]) buy(name!, 'copilot');
    for (const name of [both1, both2, both3, only1, keen]) use(name!, '2026-11-10', 'boards');
    await scene.send();
    const nextBest = new Map(
      (await ask('addon=copilot')).map((row: { account: string; nextBest: unknown }) => [row.account, row.nextBest]),
    );
    // 4 of 8 against 5 of 20; 4 of 5 against 5 of 20: 0.8, more than analytics with 0.4 × (3 / 5) / 0.4.
    expect(nextBest.get(a1)).toEqual({
      addon: 'copilot',
      reasons: ['2.0 times as common among customers with Advanced analytics', '25.0 % of customers have it'],
    });
    expect(nextBest.get(keen)).toEqual({
      addon: 'copilot',
      reasons: ['3.2 times as common among customers that use boards', '25.0 % of customers have it'],
    });
    for (const name of [new1, ...rest]) {
      expect(nextBest.get(name!)).toEqual({ addon: 'analytics', reasons: ['40.0 % of customers have it'] });
    }
    expect(nextBest.has(both1)).toBe(false);
  });
});
