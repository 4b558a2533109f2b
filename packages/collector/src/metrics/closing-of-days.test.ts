/** Events at the very ends of days, in zones that change their clocks or lie off the full hour. */
import { afterEach, expect, it } from 'vitest';
import { openScene, type Scene } from './question.testing.ts';

let scene: Scene;
afterEach(() => scene.collector.dispose());

const before = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();

it.each([
  ['UTC', '2026-03-10', '2026-03-11T00:00:00.000Z'],
  ['Asia/Kathmandu', '2026-03-10', '2026-03-10T18:15:00.000Z'],
  // Half an hour forward at two o'clock of the 4th.
  ['Australia/Lord_Howe', '2026-10-03', '2026-10-03T13:30:00.000Z'],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-04T13:00:00.000Z'],
  ['America/St_Johns', '2026-03-07', '2026-03-08T03:30:00.000Z'],
  ['America/St_Johns', '2026-03-08', '2026-03-09T02:30:00.000Z'],
  // The day begins at one o'clock.
  ['America/Santiago', '2026-09-05', '2026-09-06T04:00:00.000Z'],
  ['Europe/Berlin', '2026-10-25', '2026-10-25T23:00:00.000Z'],
  ['Pacific/Kiritimati', '2026-03-10', '2026-03-10T10:00:00.000Z'],
])('%s: %s closes at %s, and what happens then is of the next day', async (timezone, day, close) => {
  scene = await openScene({ timezone });
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  scene.happened('a', before(close), 'Subscription Started', { mrr: 10 });
  scene.happened('a', before(close), 'Feature Used', { feature: 'boards' }, 'u');
  scene.happened('a', close, 'Add-on Purchased', { addon: 'copilot' });
  scene.happened('a', before(close), 'Trial Started', { addon: 'analytics', endsAt: close });
  await scene.send();
  const counts = async (query: string) => {
    const range = `from=${new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)}&to=${next}&interval=day`;
    const { rows } = await scene.ask(`/v1/metrics/attach-rate?${range}&${query}`);
    return rows.map(({ numerator, denominator }: Record<string, number>) => [numerator, denominator]);
  };
  expect(await counts('addon=copilot')).toEqual([
    [0, 0],
    [0, 1],
    [1, 1],
  ]);
  // Active in a window of the one day; a trial that ends as the day closes has ended.
  expect(await counts('addon=copilot&denominator=active&window=1')).toEqual([
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
  expect(await counts('addon=analytics&numerator=trial')).toEqual([
    [0, 0],
    [0, 1],
    [0, 1],
  ]);
});
