import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from './question.testing.ts';

describe('alerts', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene();
  });
  afterEach(() => scene.collector.dispose());

  it('tells an owner whose use fell below the threshold, on the day it did, while that is news', async () => {
    scene.happened('a', '2026-09-01', 'Subscription Started');
    scene.happened('a', '2026-09-01', 'Add-on Purchased', { addon: 'copilot' });
    for (const day of ['2026-10-20', '2026-10-21', '2026-10-22']) {
      scene.happened('a', day, 'Feature Used', { feature: 'ai_summary', quantity: 2 });
    }
    await scene.send();
    const { rows } = await scene.ask('/v1/alerts?asOf=2026-11-21');
    expect(rows).toEqual([
      expect.objectContaining({
        kind: 'fading',
        addon: 'copilot',
        account: 'a',
        since: '2026-11-17',
        id: 'fading:copilot:a:2026-11-17',
      }),
    ]);
    expect((await scene.ask('/v1/alerts?asOf=2026-11-16')).rows).toEqual([]);
    expect((await scene.ask('/v1/alerts?asOf=2026-11-30')).rows).toEqual([]);
  });

  it('of 500 customers 50 keep it, 20 bought and 2 let go: a change of 0.036, between 0.018 and 0.056', async () => {
    for (const [index, name] of accountNames(500).entries()) {
      scene.happened(name, '2026-03-01', 'Subscription Started');
      if (index < 52) scene.happened(name, '2026-04-01', 'Add-on Purchased', { addon: 'analytics' });
      if (index < 2) scene.happened(name, '2026-11-18', 'Add-on Cancelled', { addon: 'analytics' });
      if (index >= 480) scene.happened(name, '2026-11-18', 'Add-on Purchased', { addon: 'analytics' });
    }
    await scene.send();
    const [row, ...others] = (await scene.ask('/v1/alerts')).rows;
    expect(others).toEqual([]);
    expect(row).toMatchObject({ kind: 'rate_change', addon: 'analytics', since: '2026-11-14' });
    expect(row.change).toBeCloseTo(0.036, 12);
    expect([row.low, row.high].map((bound: number) => bound.toFixed(3))).toEqual(['0.018', '0.056']);
    expect(row.reason).toBe('Advanced analytics: of 500 customers 20 bought and 2 let go since 2026-11-14');
  });

  it('tells a rate whose change is more than chance, and only that one', async () => {
    for (let index = 0; index < 100; index++) scene.happened(`a${index}`, '2026-03-01', 'Subscription Started');
    for (let index = 0; index < 20; index++)
      scene.happened(`a${index}`, '2026-11-18', 'Add-on Purchased', { addon: 'analytics' });
    scene.happened('a50', '2026-11-18', 'Add-on Purchased', { addon: 'copilot' });
    await scene.send();
    const { rows } = await scene.ask('/v1/alerts');
    expect(rows).toEqual([
      expect.objectContaining({ kind: 'rate_change', addon: 'analytics', change: 0.2, account: null }),
    ]);
    expect(rows[0].low).toBeGreaterThan(0);
  });

  it('tells an account that became ready, with its score', async () => {
    scene.happened('a', '2026-06-01', 'Subscription Started');
    scene.grouped('a', '2026-06-01', { name: 'Acme', healthScore: 80, renewalAt: '2027-11-01', budgetConfirmed: true });
    for (const feature of ['boards', 'files']) scene.happened('a', '2026-11-19', 'Feature Used', { feature });
    scene.happened('a', '2026-11-19', 'Feature Gated', { feature: 'forecast', addon: 'analytics' });
    await scene.send();
    const { rows } = await scene.ask('/v1/alerts?addon=analytics');
    expect(rows).toEqual([expect.objectContaining({ kind: 'ready', addon: 'analytics', account: 'a', name: 'Acme' })]);
    // usageMaturity 25, health 20, demand 15 / 3, engagement 10 / 20, timing 10, budget 5, of the 85 known.
    const { rows: best } = await scene.ask('/v1/metrics/opportunities?addon=analytics');
    expect(best[0].score).toBeCloseTo((100 * (25 + 20 + 5 + 0.5 + 10 + 5)) / 85, 10);
    expect(best[0].coverage).toBeCloseTo(0.85, 12);
  });

  it('tells each thing once: the same id on every day that it is news, and none twice', async () => {
    for (const account of ['z', 'b']) {
      scene.happened(account, '2026-06-01', 'Subscription Started');
      scene.grouped(account, '2026-06-01', { healthScore: 80, renewalAt: '2027-11-01', budgetConfirmed: true });
      for (const feature of ['boards', 'files']) scene.happened(account, '2026-11-17', 'Feature Used', { feature });
      scene.happened(account, '2026-11-17', 'Feature Gated', { feature: 'forecast', addon: 'analytics' });
    }
    for (let index = 0; index < 100; index++) scene.happened(`c${index}`, '2026-03-01', 'Subscription Started');
    for (let index = 0; index < 20; index++)
      scene.happened(`c${index}`, '2026-11-18', 'Add-on Purchased', { addon: 'copilot' });
    await scene.send();
    const told = async (asOf: string) =>
      (await scene.ask(`/v1/alerts?asOf=${asOf}`)).rows.map(({ id }: { id: string }) => id);
    const ready = ['analytics:b', 'analytics:z', 'copilot:b', 'copilot:z'].map((who) => `ready:${who}:2026-11-17`);
    expect(await told('2026-11-16')).toEqual([]);
    expect(await told('2026-11-17')).toEqual(ready);
    for (const asOf of ['2026-11-18', '2026-11-21', '2026-11-23']) {
      expect(await told(asOf)).toEqual(['rate_change:copilot:up:2026-11', ...ready]);
    }
    expect(await told('2026-11-24')).toEqual(['rate_change:copilot:up:2026-11']);
    expect(await told('2026-11-26')).toEqual([]);
  });

  it('a change of a month’s last days is not news again when the next month begins; what comes then is', async () => {
    for (const [index, name] of accountNames(200).entries()) {
      scene.happened(name, '2026-03-01', 'Subscription Started');
      if (index < 40) scene.happened(name, '2026-10-30', 'Add-on Purchased', { addon: 'copilot' });
      if (index >= 160) scene.happened(name, '2026-11-10', 'Add-on Purchased', { addon: 'copilot' });
      if (index >= 100 && index < 140) scene.happened(name, '2026-11-02', 'Add-on Purchased', { addon: 'analytics' });
    }
    await scene.send();
    const told = async (asOf: string, days: number) =>
      (await scene.ask(`/v1/alerts?asOf=${asOf}&days=${days}`)).rows.map(({ id }: { id: string }) => id);
    const [october, november] = ['rate_change:copilot:up:2026-10', 'rate_change:copilot:up:2026-11'];
    const analytics = 'rate_change:analytics:up:2026-11';
    for (const asOf of ['2026-10-30', '2026-10-31', '2026-11-01']) expect(await told(asOf, 7)).toEqual([october]);
    expect(await told('2026-11-05', 7)).toEqual([analytics, october]);
    expect(await told('2026-11-06', 7)).toEqual([analytics]);
    expect(await told('2026-11-10', 7)).toEqual([november]);
    // Days that reach over several months: the first of them at whose end it stood.
    expect(await told('2026-12-09', 60)).toEqual([analytics, october]);
    expect(await told('2027-01-05', 60)).toEqual([november]);
  });
});
