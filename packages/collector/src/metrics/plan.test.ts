import { afterEach, describe, expect, it } from 'vitest';
import { TEST_CATALOG } from '../testing.ts';
import { accountNames, openScene, type Scene } from './question.testing.ts';

let scene: Scene;
afterEach(() => scene.collector.dispose());

describe('forecast', () => {
  it('says how many owners it takes, and when the present pace gets there', async () => {
    scene = await openScene();
    for (let index = 0; index < 50; index++) scene.happened(`a${index}`, '2026-01-05', 'Subscription Started');
    // Owners at the month ends: July 5, August 7, September 8 (one let go, two came), October 10.
    const bought = [
      ...Array(5).fill('2026-07-10'),
      ...Array(2).fill('2026-08-10'),
      ...Array(2).fill('2026-09-10'),
      ...Array(2).fill('2026-10-10'),
    ];
    for (const [index, day] of bought.entries())
      scene.happened(`a${index}`, day, 'Add-on Purchased', { addon: 'analytics', mrr: 49 });
    scene.happened('a0', '2026-09-20', 'Add-on Cancelled', { addon: 'analytics' });
    await scene.send();
    const byRate = await scene.ask('/v1/metrics/forecast?addon=analytics&value=0.3&by=2027-09-21&cac=490');
    expect(byRate).toMatchObject({ customers: 50, owners: 10, ownersNeeded: 15, arrPerOwner: 588, arrives: '2027-02' });
    expect(byRate.netOwnersPerMonth).toBeCloseTo(5 / 3, 12);
    expect(byRate.monthlyChurn).toBeCloseTo(1 / 20, 12);
    expect(byRate.ltv).toBeCloseTo((49 * 0.85) / 0.05, 9);
    expect(byRate.ltvToCac).toBeCloseTo((49 * 0.85) / 0.05 / 490, 9);
    expect(byRate.rows.at(-1)).toMatchObject({
      month: '2027-09',
      date: '2027-09-21',
      ownersNeeded: 15,
      arrNeeded: 15 * 588,
    });
    const byArr = await scene.ask('/v1/metrics/forecast?addon=analytics&target=arr&value=8820&by=2027-09-21');
    expect(byArr.ownersNeeded).toBe(15);
  });

  it('100 of 500 own it, target 0.3 in 10 months: 150 owners; at a pace of 4 a month it takes 12.5 months', async () => {
    scene = await openScene();
    for (const [index, name] of accountNames(500).entries()) {
      scene.happened(name, '2026-01-05', 'Subscription Started');
      const bought = index < 88 ? '2026-07-10' : index < 100 ? '2026-09-10' : null;
      if (bought) scene.happened(name, bought, 'Add-on Purchased', { addon: 'analytics' });
    }
    await scene.send();
    const answer = await scene.ask('/v1/metrics/forecast?addon=analytics&value=0.3&by=2027-08-31&asOf=2026-10-31');
    // 12.5 months of 30.4375 days after 31 October 2026 is 16 November 2027.
    expect(answer).toMatchObject({ ownersNeeded: 150, owners: 100, netOwnersPerMonth: 4, arrives: '2027-11' });
    expect(answer).toMatchObject({ monthlyChurn: 0, ltv: null, ltvToCac: null });
    expect(answer.rows[0]).toMatchObject({ month: '2026-10', ownersNeeded: 100, ownersAtPace: 100 });
    expect(answer.rows.at(-1)).toMatchObject({ month: '2027-08', ownersNeeded: 150 });
    expect(answer.rows).toHaveLength(11);
    const halfway = answer.rows.find(({ date }: { date: string }) => date === '2027-03-31');
    expect(halfway.ownersNeeded).toBeCloseTo(100 + (50 * 151) / 304, 9);
    expect(halfway.ownersAtPace).toBeCloseTo(100 + (4 * 151) / 30.4375, 9);
  });

  it('refuses what it cannot aim at, naming the parameter', async () => {
    scene = await openScene();
    for (const [query, parameter] of [
      ['addon=analytics', 'value'],
      ['addon=analytics&value=0.5', 'by'],
      ['addon=analytics&value=1.5&by=2027-01-01', 'value'],
      ['addon=analytics&value=0.5&by=2026-01-01', 'by'],
    ]) {
      const response = await scene.collector.request(`/v1/metrics/forecast?${query}`, { key: 'rk_test' });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { parameter } });
    }
  });
});

describe('trajectory', () => {
  it('target 0.4 after 24 months: after 12 the line is at 0.2, and 90 of 300 customers are ahead of it', async () => {
    const { analytics, ...others } = TEST_CATALOG.addons;
    scene = await openScene({
      addons: { ...others, analytics: { ...analytics!, launchedAt: '2025-11-21' } },
      targets: { analytics: { rate: 0.4, by: '2027-11-21' } },
    });
    for (const [index, name] of accountNames(300).entries()) {
      scene.happened(name, '2026-01-05', 'Subscription Started');
      if (index < 90) scene.happened(name, '2026-05-10', 'Add-on Purchased', { addon: 'analytics' });
    }
    await scene.send();
    const { rows, target } = await scene.ask('/v1/metrics/trajectory?addon=analytics');
    expect(target).toMatchObject({ actual: 0.3, status: 'ahead' });
    expect(target.expected).toBeCloseTo(0.2, 12);
    const at12 = rows.find((row: { clock: string; months: number }) => row.clock === 'launch' && row.months === 12);
    expect(at12).toMatchObject({ date: '2026-11-21', numerator: 90, denominator: 300 });
    expect([at12.low, at12.high].map((bound: number) => bound.toFixed(3))).toEqual(['0.251', '0.354']);
    expect(at12.benchmarks.every(({ clock }: { clock: string }) => clock === 'launch')).toBe(true);
  });

  it('keeps its two clocks apart, each beside its own benchmarks', async () => {
    const { analytics, ...others } = TEST_CATALOG.addons;
    scene = await openScene({
      addons: { ...others, analytics: { ...analytics!, launchedAt: '2026-01-15' } },
      targets: { analytics: { rate: 0.4, by: '2027-01-15' } },
      benchmarks: [
        { what: 'median', clock: 'launch', months: 1, low: 0.1, high: 0.2, source: 'a test', asOf: '2026' },
        { what: 'second product', clock: 'acquired', months: 2, low: 0.5, high: 0.7, source: 'a test', asOf: '2026' },
      ],
    });
    for (let index = 0; index < 10; index++) scene.happened(`a${index}`, '2026-01-01', 'Subscription Started');
    for (let index = 0; index < 3; index++)
      scene.happened(`a${index}`, '2026-02-10', 'Add-on Purchased', { addon: 'analytics' });
    await scene.send();
    const { rows, target } = await scene.ask('/v1/metrics/trajectory?addon=analytics&asOf=2026-07-16');
    const at = (clock: string, months: number) =>
      rows.find((row: Record<string, unknown>) => row.clock === clock && row.months === months);
    expect(at('launch', 0)).toMatchObject({ date: '2026-01-15', numerator: 0, denominator: 10, rate: 0 });
    expect(at('launch', 1)).toMatchObject({ date: '2026-02-15', rate: 0.3, benchmarks: [{ what: 'median' }] });
    expect(at('acquired', 1)).toMatchObject({ rate: 0, benchmarks: [] });
    expect(at('acquired', 2)).toMatchObject({ rate: 0.3, benchmarks: [{ what: 'second product' }] });
    expect(at('launch', 7)).toBeUndefined();
    expect(target).toMatchObject({ rate: 0.4, by: '2027-01-15', actual: 0.3, status: 'on_track' });
    expect(target.expected).toBeCloseTo((0.4 * 182) / 365, 12);
  });
});
