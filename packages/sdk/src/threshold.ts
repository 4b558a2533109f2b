/**
 * The attachment threshold: the one rule that says whether an add-on is really used.
 * Pure and shared: the SDK counts by it in the page, the collector's tests hold its SQL to it.
 */

/** "Attached" means at least `uses` uses on at least `days` distinct days within `window` days. */
export interface Threshold {
  /** Sum of `quantity` of the add-on's `Feature Used`, ≥ 1. */
  uses: number;
  /** Distinct calendar days with a use, ≥ 1. */
  days: number;
  /** Calendar days, today included, ≥ 1. */
  window: number;
}

/** Uses by day number (see calendar.ts). A day without a use is absent or 0. */
export type DayCounts = ReadonlyMap<number, number>;

export interface Progress {
  attached: boolean;
  /** Uses within the window. */
  uses: number;
  /** Distinct days with a use within the window. */
  days: number;
  usesLeft: number;
  daysLeft: number;
}

/**
 * Where an account stands on `today`: counts the window `today − window + 1 … today`, both included.
 * @param counts uses of all the add-on's features together, by day
 */
export function measureProgress(counts: DayCounts, threshold: Threshold, today: number): Progress {
  let uses = 0;
  let days = 0;
  for (const [day, count] of counts) {
    if (count > 0 && day <= today && day > today - threshold.window) {
      uses += count;
      days += 1;
    }
  }
  const usesLeft = Math.max(0, threshold.uses - uses);
  const daysLeft = Math.max(0, threshold.days - days);
  return { attached: !(usesLeft + daysLeft), uses, days, usesLeft, daysLeft };
}
