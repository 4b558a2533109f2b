/** The change of a proportion in one and the same group. */
import { type Interval, wilsonInterval } from './intervals.ts';

/** Members of the group by whether it held before and after. */
export interface PairedCounts {
  both: number;
  onlyAfter: number;
  onlyBefore: number;
  neither: number;
}

/**
 * Newcombe's hybrid score interval for the difference of paired proportions (after − before), 95 %: method 10 of
 * R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired data",
 * Statistics in Medicine 17 (1998) 2635–2650.
 */
export function pairedInterval({ both, onlyAfter, onlyBefore, neither }: PairedCounts): Interval {
  const total = both + onlyAfter + onlyBefore + neither;
  const after = both + onlyAfter;
  const before = both + onlyBefore;
  const p1 = after / total;
  const p2 = before / total;
  const one = wilsonInterval(after, total);
  const two = wilsonInterval(before, total);
  const phi = correlation({ both, onlyAfter, onlyBefore, neither });
  const spread = (first: number, second: number) =>
    Math.sqrt(Math.max(0, first * first - 2 * phi * first * second + second * second));
  return {
    low: p1 - p2 - spread(p1 - one.low, two.high - p2),
    high: p1 - p2 + spread(one.high - p1, p2 - two.low),
  };
}

/** The phi coefficient, continuity-corrected where it is positive, as the method asks. */
function correlation({ both, onlyAfter, onlyBefore, neither }: PairedCounts): number {
  const total = both + onlyAfter + onlyBefore + neither;
  const product = (both + onlyAfter) * (onlyBefore + neither) * (both + onlyBefore) * (onlyAfter + neither);
  if (product === 0) return 0;
  const determinant = both * neither - onlyAfter * onlyBefore;
  const corrected = determinant > 0 ? Math.max(0, determinant - total / 2) : determinant;
  return corrected / Math.sqrt(product);
}
