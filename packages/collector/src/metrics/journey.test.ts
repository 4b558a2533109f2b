import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from './question.testing.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
  // 40 active customers; 20 looked at it, 12 of them used it: 6 on two days, 3 of these often enough.
  for (const [index, name] of accountNames(40).entries()) {
    const use = (day: string, quantity = 1) =>
      scene.happened(name, day, 'Feature Used', { feature: 'report_builder', quantity });
    scene.happened(name, '2026-01-01', 'Subscription Started');
    scene.happened(name, '2026-11-10', 'Feature Used', { feature: 'boards' });
    if (index < 18) scene.happened(name, '2026-11-10', 'Feature Viewed', { feature: 'forecast' });
    if (index === 18 || index === 19) scene.happened(name, '2026-11-10', 'Feature Set Up', { feature: 'forecast' });
    if (index < 12) use('2026-11-11');
    if (index < 6) use('2026-11-12', index < 3 ? 2 : 1);
  }
  scene.happened('idle', '2026-01-01', 'Subscription Started');
  scene.happened('stranger', '2026-11-10', 'Feature Used', { feature: 'boards' });
  await scene.send();
});
afterAll(() => scene.collector.dispose());

const ask = async (query: string) => (await scene.ask(`/v1/metrics/journey?${query}`)).rows;

describe('journey over HTTP', () => {
  it('40 eligible, 20 viewed, 12 used: each stage counts whoever reached it or a later one', async () => {
    expect(await ask('addon=analytics')).toEqual([
      {
        segment: null,
        stages: [
          { stage: 'eligible', count: 40, dropOff: null },
          { stage: 'viewed', count: 20, dropOff: 0.5 },
          { stage: 'setUp', count: 14, dropOff: 1 - 14 / 20 },
          { stage: 'used', count: 12, dropOff: 1 - 12 / 14 },
          { stage: 'returned', count: 6, dropOff: 0.5 },
          { stage: 'attached', count: 3, dropOff: 0.5 },
        ],
      },
    ]);
  });

  it('takes all add-ons where none is named, and looks inside the window alone', async () => {
    expect((await ask(''))[0].stages[1].count).toBe(20);
    const [{ stages }] = await ask('addon=analytics&window=10&asOf=2026-11-20');
    expect(stages.map(({ count }: { count: number }) => count)).toEqual([12, 12, 12, 12, 6, 3]);
    const [none] = await ask('addon=analytics&window=1');
    expect(none.stages[0]).toEqual({ stage: 'eligible', count: 0, dropOff: null });
    expect(none.stages[5]).toEqual({ stage: 'attached', count: 0, dropOff: null });
  });
});
