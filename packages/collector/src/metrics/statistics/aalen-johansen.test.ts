import { describe, expect, it } from 'vitest';
import { describeIncidence, incidenceCurve, medianOfCounts, type OutcomeCount, quantileOf } from './aalen-johansen.ts';

const events = (times: number[], outcome: OutcomeCount['outcome'] = 'attached'): OutcomeCount[] =>
  times.map((days) => ({ days, outcome, accounts: 1 }));

// Weeks of remission: E. J. Freireich et al., "The effect of 6-mercaptopurine on the duration of steroid-induced
// remissions in acute leukemia", Blood 21 (1963) 699–716; as printed in D. R. Cox, D. Oakes, "Analysis of Survival Data".
const TREATED = [
  ...events([6, 6, 6, 7, 10, 13, 16, 22, 23]),
  ...events([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], 'censored'),
];
const PLACEBO = events([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]);

describe('cumulative incidence', () => {
  it('gives the leukaemia trial: median 23 weeks treated, 8 under placebo', () => {
    expect(describeIncidence(TREATED).median).toBe(23);
    expect(describeIncidence(PLACEBO).median).toBe(8);
  });

  it('is 1 − S of the published Kaplan–Meier table where nobody churns', () => {
    const survival = incidenceCurve(TREATED).map(({ day, attached }) => [day, Number((1 - attached).toFixed(3))]);
    expect(survival).toEqual([
      [6, 0.857],
      [7, 0.807],
      [10, 0.753],
      [13, 0.69],
      [16, 0.627],
      [22, 0.538],
      [23, 0.448],
    ]);
  });

  it('counts churn as the end of the chance, not as waiting', () => {
    // By hand: 4 at risk; day 1 churn: S = 3/4; day 2 attach: CIF = 3/4 · 1/3 = 1/4, S = 1/2; day 3 attach: CIF = 1/2.
    const counts = [...events([2, 3]), ...events([1], 'churned'), ...events([9], 'censored')];
    expect(incidenceCurve(counts).map(({ day, attached }) => [day, attached])).toEqual([
      [1, 0],
      [2, 0.25],
      [3, 0.5],
    ]);
    expect(quantileOf(incidenceCurve(counts), 0.5)).toBe(3);
    expect(quantileOf(incidenceCurve(counts), 0.75)).toBeNull();
  });

  it('lets censored accounts leave after the events of the same day', () => {
    expect(incidenceCurve([...events([5]), ...events([5], 'censored')])[0]!.attached).toBe(0.5);
  });

  it('says nothing beyond the longest duration', () => {
    const { attachedWithin, median } = describeIncidence([...events([10]), ...events([40], 'censored')]);
    expect(attachedWithin).toEqual({ 7: 0, 30: 0.5, 60: null, 90: null, 180: null, 365: null });
    expect(median).toBe(10);
  });

  it('reaches a level that is exact but for rounding', () => {
    const tenths = events([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(quantileOf(incidenceCurve(tenths), 0.5)).toBe(5);
    for (const total of [7, 9, 12, 36, 49]) {
      const curve = incidenceCurve(events(Array.from({ length: 4 * total }, (_, index) => index + 1)));
      expect([0.25, 0.5, 0.75].map((level) => quantileOf(curve, level))).toEqual([total, 2 * total, 3 * total]);
    }
  });

  it('of nobody is empty', () => {
    expect(describeIncidence([])).toMatchObject({ median: null, medianOfAttached: null, curve: [], attached: 0 });
  });
});

describe('plain median', () => {
  it.each([
    [[1, 2, 3], 2],
    [[1, 2, 3, 4], 2.5],
    [[5], 5],
    [[1, 1, 1, 9], 1],
  ])('of %j is %f', (values, median) => {
    expect(medianOfCounts(values.map((days) => ({ days, accounts: 1 })))).toBe(median);
  });
});
