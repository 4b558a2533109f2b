/** Whether accounts fell into the arms in the shares they were drawn for. */
import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';

/**
 * Pearson's chi-square test with one degree of freedom. `null` where there is nobody.
 * @param share of control, above 0 and below 1
 */
export function sampleRatioTest(control: number, total: number, share: number): number | null {
  if (total === 0) return null;
  const expected = share * total;
  const statistic = (control - expected) ** 2 / expected + (control - expected) ** 2 / (total - expected);
  return 1 - chiSquareCdf(statistic, 1);
}
