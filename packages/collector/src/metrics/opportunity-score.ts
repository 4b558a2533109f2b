/** The opportunity score: how ready a customer is for an add-on, as far as it is known. */

import { parseDay } from '@attachkit/sdk/calendar';
import type { Catalog, SubScore } from '@attachkit/sdk/catalog';
import { timeZoneOf } from '../rollup/catalog-tables.ts';
import { readDay } from '../rollup/read-day.ts';

/** What is known of one account on the day. */
export interface Readiness {
  account: string;
  features_used: number;
  days_active: number;
  users_now: number;
  users_before: number;
  demands: number;
  health: number | null;
  /** The day of the renewal, counted from 1970-01-01. */
  renewal_day: number | null;
  /** 1 or 0 where it is known. */
  budget: number | null;
  [column: string]: string | number | null;
}

/** How ready a customer is, and from what this was seen. */
export interface Score {
  account: string;
  score: number | null;
  coverage: number | null;
  proactive: boolean;
  subscores: Record<SubScore, number | null>;
}

export const DEFAULT_WEIGHTS: Record<SubScore, number> = {
  usageMaturity: 25,
  health: 20,
  growth: 15,
  demand: 15,
  engagement: 10,
  timing: 10,
  budget: 5,
};

export function weightsOf({ scoring }: Catalog): Record<SubScore, number> {
  return { ...DEFAULT_WEIGHTS, ...scoring };
}

/** Proactive customers score more, of sub-scores that have at least that share of the weight. */
export const PROACTIVE_ABOVE = 70;
export const COVERAGE_MIN = 0.6;

const DAYS_PER_MONTH = 30.4375;

export function scoreOpportunity(readiness: Readiness, catalog: Catalog, asOf: string): Score {
  const subscores = subscoresOf(readiness, catalog, asOf);
  return { account: readiness.account, ...weigh(subscores, catalog), subscores };
}

/** The score that the sub-scores give. */
function weigh(
  subscores: Record<SubScore, number | null>,
  catalog: Catalog,
): Pick<Score, 'score' | 'coverage' | 'proactive'> {
  const weights = weightsOf(catalog);
  let known = 0;
  let all = 0;
  let reached = 0;
  for (const name of Object.keys(DEFAULT_WEIGHTS) as SubScore[]) {
    const value = subscores[name];
    all += weights[name];
    if (value === null) continue;
    known += weights[name];
    reached += weights[name] * value;
  }
  const score = known === 0 ? null : (100 * reached) / known;
  const coverage = all === 0 ? null : known / all;
  return {
    score,
    coverage,
    proactive: score !== null && coverage !== null && score > PROACTIVE_ABOVE && coverage >= COVERAGE_MIN,
  };
}

function subscoresOf(readiness: Readiness, catalog: Catalog, asOf: string): Record<SubScore, number | null> {
  const features = new Set(catalog.product.features).size;
  const { users_now: now, users_before: before, health, renewal_day: renewal, budget } = readiness;
  return {
    usageMaturity: features === 0 ? null : clamp(readiness.features_used / features / 0.8),
    health: health === null ? null : clamp(health / 75),
    growth: before === 0 ? null : clamp((now / before - 1) / 0.2),
    demand: clamp(readiness.demands / 3),
    engagement: clamp(readiness.days_active / 20),
    timing: renewal === null ? null : clamp((renewal - parseDay(asOf)) / DAYS_PER_MONTH / 6),
    budget,
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** The day a trait names, where it names one. */
export function dayOf(text: string | null, catalog: Catalog): number | null {
  return text === null ? null : readDay(text, timeZoneOf(catalog));
}
