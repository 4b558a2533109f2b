import { describe, expect, it } from 'vitest';
import { newcombeInterval, wilsonInterval } from './intervals.ts';

/** Probability of `count` successes, through logarithms of factorials. */
function binomial(total: number): (count: number, share: number) => number {
  const logFactorial = [0];
  for (let number = 1; number <= total; number++) logFactorial.push(logFactorial[number - 1]! + Math.log(number));
  return (count, share) =>
    Math.exp(
      logFactorial[total]! -
        logFactorial[count]! -
        logFactorial[total - count]! +
        count * Math.log(share) +
        (total - count) * Math.log(1 - share),
    );
}

describe('Wilson interval', () => {
  it('gives the published bounds of 81 of 263: 0.2553 to 0.3662', () => {
    // R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
    const { low, high } = wilsonInterval(81, 263);
    expect(low).toBeCloseTo(0.2553, 4);
    expect(high).toBeCloseTo(0.3662, 4);
  });

  it.each([
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('and of %i of %i: %f to %f', (count, total, low, high) => {
    expect(wilsonInterval(count, total).low).toBeCloseTo(low, 4);
    expect(wilsonInterval(count, total).high).toBeCloseTo(high, 4);
  });

  it.each([30, 100, 1000])('covers the true share 94–96 % of the time on average over 0.05–0.95 at n = %i', (total) => {
    const probability = binomial(total);
    const intervals = Array.from({ length: total + 1 }, (_, count) => wilsonInterval(count, total));
    let covered = 0;
    let shares = 0;
    for (let share = 0.05; share <= 0.9500001; share += 0.001) {
      intervals.forEach(({ low, high }, count) => {
        if (low <= share && share <= high) covered += probability(count, share);
      });
      shares += 1;
    }
    expect(covered / shares).toBeGreaterThan(0.94);
    expect(covered / shares).toBeLessThan(0.96);
  });

  it('never leaves 0…1, and holds the observed share', () => {
    for (const total of [1, 2, 7, 50]) {
      for (let count = 0; count <= total; count++) {
        const { low, high } = wilsonInterval(count, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(count / total);
        expect(high).toBeGreaterThanOrEqual(count / total);
      }
    }
  });
});

describe('Newcombe interval', () => {
  it.each([
    // R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
    [10, 10, 0, 10, 1, 0.6075, 1],
  ])('%i / %i against %i / %i: %f, %f to %f', (count1, total1, count2, total2, difference, low, high) => {
    const interval = newcombeInterval({ count: count1, total: total1 }, { count: count2, total: total2 });
    expect(count1 / total1 - count2 / total2).toBeCloseTo(difference, 10);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});
