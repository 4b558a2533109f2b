import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from './question.testing.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  const buy = (account: string, day: string, addon: string) =>
    scene.happened(account, day, 'Add-on Purchased', { addon });
  for (const [index, name] of accountNames(100).entries()) {
    scene.happened(name, '2025-08-31', 'Subscription Started');
    if (index < 30) buy(name, '2026-02-28', 'analytics');
    if (index < 10) buy(name, '2026-08-31', 'copilot');
    if (index >= 85) scene.happened(name, '2026-08-31', 'Subscription Cancelled');
  }
  await scene.send();
});
afterAll(() => scene.collector.dispose());

describe('progression over HTTP', () => {
  it('of 100 accounts 12 months old 55 have one product, 30 more, 15 left', async () => {
    const { rows } = await scene.ask('/v1/metrics/progression?ages=0,6,12,18');
    expect(rows).toEqual([
      { age: 0, accounts: 100, single: 1, twoPlus: 0, threePlus: 0, churned: 0 },
      // 31 August + 6 months is 28 February, the day on which thirty bought.
      { age: 6, accounts: 100, single: 0.7, twoPlus: 0.3, threePlus: 0, churned: 0 },
      { age: 12, accounts: 100, single: 0.55, twoPlus: 0.3, threePlus: 0.1, churned: 0.15 },
      { age: 18, accounts: 0, single: null, twoPlus: null, threePlus: null, churned: null },
    ]);
  });

  it('leaves out who is not old enough at asOf', async () => {
    const ages = async (asOf: string) =>
      (await scene.ask(`/v1/metrics/progression?asOf=${asOf}&ages=6`)).rows[0].accounts;
    expect(await ages('2026-02-27')).toBe(0);
    expect(await ages('2026-02-28')).toBe(100);
  });
});
