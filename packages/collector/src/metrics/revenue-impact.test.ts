import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './question.testing.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  const pay = (account: string, day: string, mrr: number) =>
    scene.happened(account, day, 'Subscription Updated', { mrr });
  const buy = (account: string, day: string, addon: string, mrr: number) =>
    scene.happened(account, day, 'Add-on Purchased', { addon, mrr });
  // Attached at the start: 6,000 + 4,000; at the end 7,100 + 3,900.
  pay('a', '2026-01-01', 5900);
  buy('a', '2026-01-01', 'analytics', 100);
  pay('a', '2026-05-01', 6500);
  buy('a', '2026-05-01', 'analytics', 600);
  pay('b', '2026-01-01', 3950);
  buy('b', '2026-01-01', 'analytics', 50);
  pay('b', '2026-05-01', 3850);
  // Unattached: one buys it and grows, one leaves, one has no money and is in no group.
  pay('c', '2026-01-01', 1000);
  buy('c', '2026-04-01', 'analytics', 200);
  buy('c', '2026-04-01', 'copilot', 100);
  pay('d', '2026-01-01', 500);
  scene.happened('d', '2026-03-01', 'Subscription Cancelled');
  pay('e', '2026-01-01', 0);
  buy('e', '2026-05-02', 'analytics', 40);
  // Came later: in the money at the end alone.
  pay('f', '2026-04-15', 760);
  await scene.send();
});
afterAll(() => scene.collector.dispose());

describe('revenue-impact over HTTP', () => {
  it('a group with 10,000 a month at the start and 11,000 at the end has nrr 1.1, whoever joined later', async () => {
    const answer = await scene.ask('/v1/metrics/revenue-impact?addon=analytics&from=2026-02-01&to=2026-06-01');
    expect(answer.rows).toEqual([
      {
        group: 'attached',
        ...{ accounts: 2, mrrStart: 10_000, mrrEnd: 11_000, nrr: 1.1, grr: 0.99 },
        nrrElsewhere: (11_000 - 650) / (10_000 - 150),
        ...{ logoRetention: 1, arpa: 5000, acv: 60_000 },
      },
      {
        group: 'unattached',
        ...{ accounts: 2, mrrStart: 1500, mrrEnd: 1300, nrr: 1300 / 1500, grr: 1000 / 1500 },
        nrrElsewhere: 1100 / 1500,
        ...{ logoRetention: 0.5, arpa: 750, acv: 9000 },
      },
    ]);
    // At the end: 11,000 + 1,300 + 40 + 760. Grown: a by 1,100 (500 of the add-on), c by 300 (200), e by 40 (40).
    expect(answer).toMatchObject({ asOf: '2026-06-01', expansion: 1440, expansionFromAddon: 740 });
    expect(answer.addonShare).toBeCloseTo((650 + 200 + 40) / 13_100, 12);
    expect(answer.expansionShare).toBeCloseTo(740 / 1440, 12);
    expect(answer.expansionOfTotal).toBeCloseTo(1440 / 13_100, 12);
  });

  it('takes every add-on where none is named, and nulls where there is nothing to divide by', async () => {
    const { rows } = await scene.ask('/v1/metrics/revenue-impact?from=2026-02-01&to=2026-06-01');
    expect(rows[1].nrrElsewhere).toBe(1000 / 1500);
    const before = await scene.ask('/v1/metrics/revenue-impact?from=2025-01-01&to=2025-01-01');
    expect(before.rows[0]).toMatchObject({ accounts: 0, mrrStart: 0, nrr: null, logoRetention: null, acv: null });
    expect(before).toMatchObject({ addonShare: null, expansion: 0, expansionShare: null, expansionOfTotal: null });
  });
});
