import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './question.testing.ts';

describe('time-to-attach over HTTP', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene();
  });
  afterEach(() => scene.collector.dispose());

  const join = (account: string, day: string) => scene.happened(account, day, 'Subscription Started', { mrr: 10 });
  const buy = (account: string, day: string) =>
    scene.happened(account, day, 'Add-on Purchased', { addon: 'analytics' });
  const ask = async (query: string) => (await scene.ask(`/v1/metrics/time-to-attach?addon=analytics&${query}`)).rows;

  it('four accounts, attached after 10 and 20 days, two without it after 30: half had attached after 20 days', async () => {
    for (const account of ['a', 'b', 'c', 'd']) join(account, '2026-10-01');
    buy('a', '2026-10-11');
    buy('b', '2026-10-21');
    await scene.send();
    expect(await ask('asOf=2026-10-31')).toEqual([
      {
        segment: null,
        ...{ accounts: 4, attached: 2, churned: 0 },
        ...{ median: 20, p25: 10, p75: null, medianOfAttached: 15 },
        attachedWithin: { 7: 0, 30: 0.5, 60: null, 90: null, 180: null, 365: null },
        curve: [
          { day: 10, attached: 0.25 },
          { day: 20, attached: 0.5 },
        ],
      },
    ]);
    // On the 15th only the first of them had: 3 are censored.
    expect((await ask('asOf=2026-10-15'))[0]).toMatchObject({ accounts: 4, attached: 1, median: null, p25: 10 });
    expect(await ask('from=2026-10-02')).toMatchObject([{ accounts: 0, median: null, curve: [] }]);
  });

  it('churn competes: who left cannot attach any more, and an attach after it counts as churn', async () => {
    for (const account of ['a', 'b', 'c', 'd', 'e']) join(account, '2026-10-01');
    buy('a', '2026-10-11');
    scene.happened('b', '2026-10-06', 'Subscription Cancelled');
    buy('b', '2026-10-16');
    scene.happened('c', '2026-10-11', 'Subscription Cancelled');
    // Left and came back: neither churned nor attached.
    scene.happened('d', '2026-10-05', 'Subscription Cancelled');
    join('d', '2026-10-20');
    await scene.send();
    const [row] = await ask('asOf=2026-10-31');
    expect(row).toMatchObject({ accounts: 5, attached: 1, churned: 2, medianOfAttached: 10 });
    // b churns at 5 (S = 0.8); at 10 one of the 4 left attaches, one churns: 0.8 × 1 / 4.
    expect(row.curve).toEqual([{ day: 10, attached: 0.8 / 4 }]);
  });

  it('the clock starts at the launch, and rows are broken down by trait, null last', async () => {
    await scene.collector.dispose();
    const { addons } = (await import('../testing.ts')).TEST_CATALOG;
    scene = await openScene({
      addons: { ...addons, analytics: { ...addons.analytics!, launchedAt: '2026-10-10' } },
    });
    for (const account of ['a', 'b', 'c', 'd']) join(account, '2026-09-01');
    scene.grouped('a', '2026-09-01', { plan: 'pro' });
    scene.grouped('b', '2026-10-12', { plan: 'basic' });
    buy('a', '2026-10-05');
    buy('b', '2026-10-12');
    scene.happened('c', '2026-10-01', 'Subscription Cancelled');
    await scene.send();
    const rows = await ask('asOf=2026-10-20&breakdown=plan');
    const all = { curve: expect.any(Array), attachedWithin: expect.any(Object), p25: expect.anything() };
    expect(rows).toEqual([
      expect.objectContaining({ ...all, segment: { plan: 'basic' }, attached: 1, median: 2 }),
      expect.objectContaining({ ...all, segment: { plan: 'pro' }, attached: 1, median: 0 }),
      expect.objectContaining({ segment: { plan: null }, accounts: 2, attached: 0, churned: 1, median: null }),
    ]);
    expect(await ask('asOf=2026-10-09')).toMatchObject([{ accounts: 0 }]);
  });
});
