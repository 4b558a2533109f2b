import { afterEach, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from '../question.testing.ts';

let scene: Scene;
afterEach(() => scene.collector.dispose());

/** Enough that an engine sorts equal spans in any order. */
const ACCOUNTS = accountNames(400);
const counted = ({ numerator, denominator }: { numerator: number; denominator: number }) => [numerator, denominator];

describe('an account whose add-ons come and go on the same days', () => {
  it('is counted once on each day, and on no day between', async () => {
    scene = await openScene();
    for (const account of ACCOUNTS) {
      scene.happened(account, '2026-03-01', 'Subscription Started', { plan: 'pro', mrr: 100 });
      for (const month of ['03', '05', '07'])
        for (const addon of ['analytics', 'copilot']) {
          scene.happened(account, `2026-${month}-02`, 'Add-on Purchased', { addon, mrr: 10, bundle: 'growth' });
          scene.happened(account, `2026-${month}-12`, 'Add-on Cancelled', { addon });
        }
    }
    await scene.send();
    const rate = async (question: string) =>
      (await scene.ask(`/v1/metrics/attach-rate?interval=day&${question}`)).rows.map(counted);
    const both = ACCOUNTS.length;
    expect(await rate('addon=any&from=2026-05-02&to=2026-05-04')).toEqual([
      [both, both],
      [both, both],
      [both, both],
    ]);
    expect(await rate('addon=any&from=2026-05-20&to=2026-05-21')).toEqual([
      [0, both],
      [0, both],
    ]);
    expect(await rate('addon=any&denominator=owners&from=2026-07-05&to=2026-07-05')).toEqual([[both, both]]);
    const cohorts = await scene.ask('/v1/metrics/cohorts?addon=any&mode=net&from=2026-03&to=2026-03&asOf=2026-07-05');
    expect(cohorts.rows[0].cells.at(-1)).toMatchObject({ attached: both, customers: both });
    expect(await scene.ask('/v1/accounts?addon=any&state=paid&asOf=2026-07-05')).toMatchObject({ count: both });
  });

  it('is counted once where its plan gives what it bought as well', async () => {
    scene = await openScene({
      addons: {
        analytics: {
          ...{ name: 'Analytics', kind: 'addon', features: ['forecast'], includedIn: ['pro'] },
          attached: { uses: 1, days: 1, window: 1 },
        },
      },
    });
    for (const account of ACCOUNTS) {
      scene.happened(account, '2026-03-01', 'Subscription Started', { plan: 'pro', mrr: 100 });
      scene.happened(account, '2026-03-01', 'Add-on Purchased', { addon: 'analytics', mrr: 10 });
      for (const day of ['01', '03', '05'])
        scene.happened(account, `2026-03-${day}`, 'Feature Used', { feature: 'forecast' });
    }
    await scene.send();
    const { rows } = await scene.ask(
      '/v1/metrics/attach-rate?addon=analytics&numerator=owned_used&interval=day&from=2026-03-03&to=2026-03-05',
    );
    const all = ACCOUNTS.length;
    expect(rows.map(counted)).toEqual([
      [all, all],
      [0, all],
      [all, all],
    ]);
  });
});
