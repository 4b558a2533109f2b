/**
 * Time to an event with a competing one: the Aalen–Johansen estimator of the cumulative incidence.
 * O. O. Aalen, S. Johansen, "An empirical transition matrix for non-homogeneous Markov chains based on censored
 * observations", Scandinavian Journal of Statistics 5 (1978) 141–150. Without competing events it is 1 − S of
 * E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958) 457–481.
 */

export type Outcome = 'attached' | 'churned' | 'censored';

/** How many ended so after so many days. */
export interface OutcomeCount {
  outcome: Outcome;
  days: number;
  accounts: number;
}

export interface CurvePoint {
  /** A time with an event of either kind. */
  day: number;
  /** Cumulative incidence of attaching, up to and with the day. */
  attached: number;
  hasAttach: boolean;
}

/** Censorings leave after the events of the same time. */
export function incidenceCurve(counts: readonly OutcomeCount[]): CurvePoint[] {
  const byDay = new Map<number, Record<Outcome, number>>();
  for (const { outcome, days, accounts } of counts) {
    const at = byDay.get(days) ?? { attached: 0, churned: 0, censored: 0 };
    at[outcome] += accounts;
    byDay.set(days, at);
  }
  let atRisk = counts.reduce((sum, { accounts }) => sum + accounts, 0);
  let survival = 1;
  let incidence = 0;
  const curve: CurvePoint[] = [];
  for (const [day, { attached, churned, censored }] of [...byDay].sort(([a], [b]) => a - b)) {
    if (attached + churned > 0) {
      incidence += survival * (attached / atRisk);
      survival *= 1 - (attached + churned) / atRisk;
      curve.push({ day, attached: incidence, hasAttach: attached > 0 });
    }
    atRisk -= attached + churned + censored;
  }
  return curve;
}

/** The levels are exact fractions, the curve a sum of rounded ones: what is closer than this is the level. */
const ROUNDING = 1e-12;

/** The first day on which the incidence reaches a level, `null` if it never does. */
export function quantileOf(curve: readonly CurvePoint[], level: number): number | null {
  return curve.find(({ attached }) => attached >= level - ROUNDING)?.day ?? null;
}

export const WITHIN_DAYS = [7, 30, 60, 90, 180, 365] as const;

/** All that is told of one group's times. */
export function describeIncidence(counts: readonly OutcomeCount[]) {
  const curve = incidenceCurve(counts);
  const total = (outcome: Outcome) =>
    counts.reduce((sum, one) => sum + (one.outcome === outcome ? one.accounts : 0), 0);
  const longest = counts.reduce((days, one) => Math.max(days, one.days), -1);
  const within = (days: number) => (days > longest ? null : (curve.findLast(({ day }) => day <= days)?.attached ?? 0));
  return {
    attached: total('attached'),
    churned: total('churned'),
    median: quantileOf(curve, 0.5),
    p25: quantileOf(curve, 0.25),
    p75: quantileOf(curve, 0.75),
    medianOfAttached: medianOfCounts(counts.filter(({ outcome }) => outcome === 'attached')),
    attachedWithin: Object.fromEntries(WITHIN_DAYS.map((days) => [String(days), within(days)])),
    curve: curve.filter(({ hasAttach }) => hasAttach).map(({ day, attached }) => ({ day, attached })),
  };
}

/** The plain median of values that come with their counts; `null` of none. */
export function medianOfCounts(counts: readonly { days: number; accounts: number }[]): number | null {
  const total = counts.reduce((sum, { accounts }) => sum + accounts, 0);
  if (total === 0) return null;
  const sorted = [...counts].sort((a, b) => a.days - b.days);
  const valueAt = (place: number) => {
    let passed = 0;
    for (const { days, accounts } of sorted) {
      passed += accounts;
      if (passed > place) return days;
    }
    throw new RangeError(`there is no value at place ${place}`);
  };
  return (valueAt(Math.floor((total - 1) / 2)) + valueAt(Math.floor(total / 2))) / 2;
}
