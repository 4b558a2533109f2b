/** Comparing two proportions: the test, and how many it takes. */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

export interface Proportion {
  count: number;
  total: number;
}

/** Two-sided p-value of the pooled z test; 1 where nobody, or everybody, converted. */
export function pooledTest(first: Proportion, second: Proportion): number {
  const pooled = (first.count + second.count) / (first.total + second.total);
  const variance = pooled * (1 - pooled) * (1 / first.total + 1 / second.total);
  if (variance <= 0) return 1;
  const z = (first.count / first.total - second.count / second.total) / Math.sqrt(variance);
  return Math.min(1, 2 * normalCdf(-Math.abs(z), 0, 1));
}

/**
 * Accounts needed in each of two equal arms to tell `p1` from `p2`: two-sided 5 %, power 80 %, normal approximation with the
 * pooled variance under no difference and the separate ones under the difference. J. L. Fleiss, B. Levin, M. C. Paik,
 * "Statistical Methods for Rates and Proportions", 3rd ed. (2003), formula 4.14. `null` without a difference, or where a
 * proportion lies outside 0…1.
 */
export function accountsNeeded(p1: number, p2: number): number | null {
  const isPossible = (share: number) => share >= 0 && share <= 1;
  if (p1 === p2 || !isPossible(p1) || !isPossible(p2)) return null;
  const mean = (p1 + p2) / 2;
  const significance = normalQuantile(0.975, 0, 1) * Math.sqrt(2 * mean * (1 - mean));
  const power = normalQuantile(0.8, 0, 1) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return Math.ceil((significance + power) ** 2 / (p1 - p2) ** 2);
}
