import { describe, expect, it } from 'vitest';
import { pairedInterval } from './paired-interval.ts';
import { sampleRatioTest } from './sample-ratio.ts';
import { accountsNeeded, pooledTest } from './two-proportions.ts';

describe('pooled z test', () => {
  it('gives the tabulated p of z = 1.96: 0.05', () => {
    // 60 / 100 against 46.14 / 100 has z ≈ 1.9600; whole numbers near it straddle 0.05.
    expect(pooledTest({ count: 60, total: 100 }, { count: 46, total: 100 })).toBeCloseTo(0.0474, 3);
    expect(pooledTest({ count: 60, total: 100 }, { count: 47, total: 100 })).toBeGreaterThan(0.05);
  });

  it('is 1 without variance', () => {
    expect(pooledTest({ count: 0, total: 5 }, { count: 0, total: 9 })).toBe(1);
    expect(pooledTest({ count: 5, total: 5 }, { count: 9, total: 9 })).toBe(1);
  });
});

describe('accounts needed', () => {
  it.each([
    // J. L. Fleiss, B. Levin, M. C. Paik, "Statistical Methods for Rates and Proportions", formula without continuity correction.
    [0.6, 0.5, 388],
    [0.1, 0.05, 435],
    [0.25, 0.2, 1094],
  ])('to tell %f from %f: %i in each arm', (p1, p2, count) => {
    expect(accountsNeeded(p1, p2)).toBe(count);
  });

  it('are not to be had without a difference, or beyond 0…1', () => {
    expect(accountsNeeded(0.2, 0.2)).toBeNull();
    expect(accountsNeeded(1.1, 0.9)).toBeNull();
  });
});

describe('sample ratio test', () => {
  it('gives the chi-square table: 3.841 at 5 %, 10.828 at 0.1 %', () => {
    // Of 1,000 at a share of 0.5, the statistic is (control − 500)² / 250.
    const controlAt = (statistic: number) => 500 + Math.sqrt(250 * statistic);
    expect(sampleRatioTest(controlAt(3.841), 1000, 0.5)).toBeCloseTo(0.05, 4);
    expect(sampleRatioTest(controlAt(10.828), 1000, 0.5)).toBeCloseTo(0.001, 5);
    expect(sampleRatioTest(200, 1000, 0.2)).toBe(1);
    expect(sampleRatioTest(0, 0, 0.2)).toBeNull();
  });
});

describe('paired interval', () => {
  it('shrinks as before and after agree, and holds the change', () => {
    const loose = pairedInterval({ both: 25, onlyAfter: 35, onlyBefore: 25, neither: 15 });
    const tight = pairedInterval({ both: 50, onlyAfter: 10, onlyBefore: 0, neither: 40 });
    for (const { low, high } of [loose, tight]) {
      expect(low).toBeLessThan(0.1);
      expect(high).toBeGreaterThan(0.1);
    }
    expect(tight.high - tight.low).toBeLessThan(loose.high - loose.low);
  });

  it('is about 0 where nothing changed, and mirrors when time is turned round', () => {
    expect(pairedInterval({ both: 30, onlyAfter: 0, onlyBefore: 0, neither: 70 }).low).toBeLessThanOrEqual(0);
    const counts = { both: 20, onlyAfter: 12, onlyBefore: 2, neither: 16 };
    const there = pairedInterval(counts);
    const back = pairedInterval({ ...counts, onlyAfter: 2, onlyBefore: 12 });
    expect(there.low).toBeCloseTo(-back.high, 12);
    expect(there.high).toBeCloseTo(-back.low, 12);
  });
});
