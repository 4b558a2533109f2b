import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountNames, openScene, type Scene } from './question.testing.ts';

let scene: Scene;
const names = accountNames(40);

beforeAll(async () => {
  scene = await openScene({ bundles: { growth: { addons: ['analytics', 'copilot'], mrr: 52 } } });
  for (const name of names) scene.happened(name, '2026-01-15', 'Subscription Started', { mrr: 100 });
  const buy = (name: string, day: string, properties = {}) =>
    scene.happened(name, day, 'Add-on Purchased', { addon: 'analytics', mrr: 49, ...properties });
  for (const name of names.slice(0, 4)) buy(name, '2026-01-20', { bundle: 'growth' });
  for (const name of names.slice(4, 10)) buy(name, '2026-03-31');
  // Two let go, one of them comes back by itself; one leaves altogether.
  for (const name of names.slice(0, 2)) scene.happened(name, '2026-04-10', 'Add-on Cancelled', { addon: 'analytics' });
  buy(names[0]!, '2026-05-02');
  scene.happened(names[9]!, '2026-05-05', 'Subscription Cancelled');
  await scene.send();
});
afterAll(() => scene.collector.dispose());

const ask = async (query: string) =>
  (await scene.ask(`/v1/metrics/cohorts?addon=analytics&from=2026-01&to=2026-03&asOf=2026-05-30&${query}`)).rows;
type Cell = Record<string, unknown>;
const pick = (row: { cells: Cell[] }, field: string) => row.cells.map((cell) => cell[field]);

describe('cohorts over HTTP', () => {
  it('of 40 accounts acquired in January, 10 had bought by the end of March: 0.25', async () => {
    const [january, february, march] = await ask('');
    expect(january.size).toBe(40);
    expect(january.cells[2]).toEqual({
      month: 2,
      attached: 10,
      rate: 0.25,
      partial: false,
      customers: 40,
      mrr: 40 * 100 + 10 * 49,
    });
    expect(pick(january, 'attached')).toEqual([4, 4, 10, 10, 10]);
    expect(pick(january, 'partial')).toEqual([false, false, false, false, true]);
    expect(pick(january, 'customers')).toEqual([40, 40, 40, 40, 39]);
    // May: 39 customers; a0, a2 … a8 hold it.
    expect(january.cells[4].mrr).toBe(39 * 100 + 8 * 49);
    expect(february).toMatchObject({ cohort: '2026-02', size: 0, cells: Array(4).fill({ attached: 0, rate: null }) });
    expect(march.cells).toHaveLength(3);
  });

  it('net: who holds it then, not who ever did', async () => {
    expect(pick((await ask('mode=net'))[0], 'attached')).toEqual([4, 4, 10, 8, 8]);
  });

  it('by the month of the first attach', async () => {
    const rows = await ask('by=attached');
    expect(rows.map(({ cohort, size }: { cohort: string; size: number }) => [cohort, size])).toEqual([
      ['2026-01', 4],
      ['2026-02', 0],
      ['2026-03', 6],
    ]);
    expect(pick(rows[2], 'rate')).toEqual([1, 1, 1]);
  });

  it('via goes by the terms of the first purchase, whatever came later', async () => {
    expect(pick((await ask('via=bundle'))[0], 'attached')).toEqual([4, 4, 4, 4, 4]);
    expect(pick((await ask('via=standalone'))[0], 'attached')).toEqual([0, 0, 6, 6, 6]);
    // a0 bought again by itself: it is among those of the bundle still.
    expect(pick((await ask('via=bundle&mode=net'))[0], 'attached')).toEqual([4, 4, 4, 2, 3]);
    expect(pick((await ask('via=standalone&mode=net'))[0], 'attached')).toEqual([0, 0, 6, 6, 5]);
  });

  it('a month that begins after asOf has a row without cells, and a last day of a month is not partial', async () => {
    const { rows } = await scene.ask('/v1/metrics/cohorts?addon=any&from=2026-01&to=2026-03&asOf=2026-02-28');
    expect(rows[1].cells).toMatchObject([{ month: 0, partial: false }]);
    expect(rows[2]).toEqual({ cohort: '2026-03', size: 0, cells: [] });
  });
});
