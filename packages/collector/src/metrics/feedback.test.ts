import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './question.testing.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  const give = (account: string, day: string, kind: string, score: number, addon = 'copilot') =>
    scene.happened(account, day, 'Feedback Given', { addon, kind, score });
  for (const [index, score] of [9, 10, 9, 9, 10, 7, 8, 7, 6, 0].entries())
    give(`a${index}`, '2026-11-10', 'nps', score);
  // Only the last of the range counts, of each kind by itself.
  give('a0', '2026-11-01', 'nps', 0);
  give('a1', '2026-11-20', 'csat', 2);
  give('a1', '2026-11-19', 'csat', 5);
  give('a2', '2026-11-19', 'csat', 5);
  give('a2', '2026-11-19', 'csat', 4, 'analytics');
  await scene.send();
});
afterAll(() => scene.collector.dispose());

describe('feedback over HTTP', () => {
  it('ten accounts, five gave 9 or 10, two gave 6 or less: 30', async () => {
    const { rows } = await scene.ask('/v1/metrics/feedback');
    expect(rows).toEqual([
      { addon: 'analytics', kind: 'csat', responses: 1, mean: 4, nps: null },
      { addon: 'copilot', kind: 'csat', responses: 2, mean: 3.5, nps: null },
      { addon: 'copilot', kind: 'nps', responses: 10, mean: 7.5, nps: 30 },
    ]);
  });

  it('looks at the range and the add-on alone', async () => {
    const { rows } = await scene.ask('/v1/metrics/feedback?addon=copilot&from=2026-11-01&to=2026-11-01');
    expect(rows).toEqual([{ addon: 'copilot', kind: 'nps', responses: 1, mean: 0, nps: -100 }]);
  });
});
