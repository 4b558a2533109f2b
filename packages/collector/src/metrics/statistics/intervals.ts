/** Confidence intervals for a proportion and for the difference of two. */

/** The standard normal's 97.5 % point, as the metric contract fixes it. */
export const Z_95 = 1.959964;

export interface Interval {
  low: number;
  high: number;
}

/**
 * Wilson's score interval, 95 %, without continuity correction.
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209–212.
 * @param count successes, 0…total
 * @param total at least 1
 */
export function wilsonInterval(count: number, total: number): Interval {
  const share = count / total;
  const squared = Z_95 * Z_95;
  const centre = share + squared / (2 * total);
  const spread = Z_95 * Math.sqrt((share * (1 - share) + squared / (4 * total)) / total);
  const scale = 1 + squared / total;
  // At the ends the exact bounds are 0 and 1; rounding may step past them.
  return {
    low: count === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: count === total ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/**
 * Newcombe's hybrid score interval for p₁ − p₂, 95 %: method 10 of R. G. Newcombe, "Interval estimation for the
 * difference between independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998) 873–890.
 */
export function newcombeInterval(
  first: { count: number; total: number },
  second: { count: number; total: number },
): Interval {
  const p1 = first.count / first.total;
  const p2 = second.count / second.total;
  const one = wilsonInterval(first.count, first.total);
  const two = wilsonInterval(second.count, second.total);
  return {
    low: p1 - p2 - Math.hypot(p1 - one.low, two.high - p2),
    high: p1 - p2 + Math.hypot(one.high - p1, p2 - two.low),
  };
}
