/**
 * Customers and what their opportunity score is made of, as a query. The score itself is computed here too, but only to leave out
 * in the database whoever is far from being told: what is told is weighed by opportunity-score.ts.
 */
import type { Catalog } from '@attachkit/sdk/catalog';
import { integerLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import type { MetricContext } from './metric.ts';
import { COVERAGE_MIN, DEFAULT_WEIGHTS } from './opportunity-score.ts';
import { amongExpression, demanded, factsOfUse, isAmong, owners } from './readiness-facts.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, traitOn } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, isMember, withExpressions } from './state/state.ts';

/** Whom, for what and when the query is about. */
export interface ReadinessQuestion {
  /** In order; few, and close to one another. */
  days: readonly string[];
  addons: readonly string[];
  segments?: readonly Segment[] | undefined;
  /** Of these accounts alone; not empty. Default: everybody. */
  among?: readonly string[];
  /** Without those that are not proactive above that score. */
  proactiveAbove?: number;
  /** Without those that so many have a higher score than. For one day and add-on. */
  best?: number;
}

/** Sums of doubles may come out differently here and there; far more than they can. */
const ROUNDING = 0.000001;

/**
 * `(account, day, addon, …)`: of every customer in the segments on each day and each add-on that it does not own, all that the
 * score reads. Of those to be left out, some whose score is next to the bound may be there.
 */
export function selectReadiness({ catalog }: MetricContext, question: ReadinessQuestion): Sql {
  const { days, segments, addons, proactiveAbove, best } = question;
  const last = days.at(-1)!;
  const weights = { ...DEFAULT_WEIGHTS, ...catalog.scoring };
  const demand = `${weights.demand} * ${withinOne('coalesce(n.demands, 0) / 3.0')}`;
  const member = join(
    addons.map((addon) => sql`SELECT ${addon} AS addon`),
    ' UNION ALL ',
  );
  return withExpressions(
    [
      dateExpression(days, catalog),
      ...amongExpression(question),
      populationExpression({ segments, segmentDay: last, acquiredBy: last, condition: isAmong('a.account', question) }),
      CUSTOMERS_OF_POPULATION,
      ...factsOfUse(catalog.product.features, question),
      ['known_fact', KNOWN_FACTS],
      ['weighed', weighed(catalog)],
      ['demanded', demanded(question)],
      ['owner', owners(question)],
      ['member', member],
      [
        'scored',
        sql`SELECT w.account AS account, w.day AS day, m.addon AS addon, w.features_used AS features_used, w.days_active AS days_active,
            w.users_now AS users_now, w.users_before AS users_before, w.health AS health, w.renewal_day AS renewal_day, w.budget AS budget,
            coalesce(n.demands, 0) AS demands,
            CASE WHEN w.known > 0 THEN 100.0 * (w.reached + ${raw(demand)}) / w.known ELSE -1.0 END AS score
          FROM weighed w CROSS JOIN member m
          LEFT JOIN demanded n ON n.account = w.account AND n.day = w.day AND n.addon = m.addon
          LEFT JOIN owner o ON o.account = w.account AND o.day = w.day AND o.addon = m.addon
          WHERE o.account IS NULL AND ${canBeProactive(proactiveAbove, weights)}`,
      ],
    ],
    sql`SELECT account, day, addon, features_used, days_active, users_now, users_before, demands, health, renewal_day, budget
      FROM scored WHERE ${proactiveAbove === undefined ? sql`1 = 1` : raw(`score > ${proactiveAbove - ROUNDING}`)} AND ${isAmongBest(best)}`,
  );
}

/** Condition on `weighed w`: the score passes the bound, if demand does all it can. */
function canBeProactive(above: number | undefined, weights: Record<string, number>): Sql {
  if (above === undefined) return sql`1 = 1`;
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return raw(`100.0 * (w.reached + ${weights.demand}) > ${above - ROUNDING} * w.known
    AND w.known >= ${COVERAGE_MIN * all - ROUNDING}`);
}

function isAmongBest(best: number | undefined): Sql {
  if (best === undefined) return sql`1 = 1`;
  return sql`score >= (
    SELECT min(score) FROM (SELECT score FROM scored ORDER BY score DESC LIMIT ${integerLiteral(best)}) best
  ) - ${raw(String(ROUNDING))}`;
}

/** Customers, each with all that is known, zeroes where there was nothing. Reads `customer_at` and the facts. */
const KNOWN_FACTS = sql`SELECT c.account AS account, c.day AS day, coalesce(u.features_used, 0) AS features_used,
      coalesce(v.days_active, 0) AS days_active, coalesce(w.users_now, 0) AS users_now, coalesce(w.users_before, 0) AS users_before,
      t.health AS health, t.renewal_day AS renewal_day, t.budget AS budget
    FROM customer_at c
    LEFT JOIN features_then u ON u.account = c.account AND u.day = c.day
    LEFT JOIN days_then v ON v.account = c.account AND v.day = c.day
    LEFT JOIN users_then w ON w.account = c.account AND w.day = c.day
    LEFT JOIN traits_then t ON t.account = c.account AND t.day = c.day`;

/** The facts, `known` as the weight of the sub-scores that are, and `reached` as what these add up to, but for demand, which is known always. */
function weighed({ product, scoring }: Catalog): Sql {
  const weights = { ...DEFAULT_WEIGHTS, ...scoring };
  const features = new Set(product.features).size;
  const subscores: [weight: number, isKnown: string, value: string][] = [
    [weights.usageMaturity, features > 0 ? '1 = 1' : '1 = 0', `f.features_used / ${0.8 * features || 1}`],
    [weights.health, 'f.health IS NOT NULL', 'f.health / 75.0'],
    [weights.growth, 'f.users_before > 0', '(1.0 * (f.users_now - f.users_before) / f.users_before) / 0.2'],
    [weights.engagement, '1 = 1', 'f.days_active / 20.0'],
    [weights.timing, 'f.renewal_day IS NOT NULL', `(f.renewal_day - (f.day - DATE '1970-01-01')) / 30.4375 / 6.0`],
    [weights.budget, 'f.budget IS NOT NULL', 'f.budget'],
  ];
  const known = subscores.map(([weight, isKnown]) => `CASE WHEN ${isKnown} THEN ${weight} ELSE 0 END`);
  const reached = subscores.map(
    ([weight, isKnown, value]) => `CASE WHEN ${isKnown} THEN ${weight} * ${withinOne(value)} ELSE 0 END`,
  );
  return raw(
    `SELECT f.*, ${weights.demand} + ${known.join(' + ')} AS known, ${reached.join(' + ')} AS reached FROM known_fact f`,
  );
}

function withinOne(value: string): string {
  return `CASE WHEN ${value} < 0 THEN 0.0 WHEN ${value} < 1 THEN ${value} ELSE 1.0 END`;
}

/** Longer lists of accounts are cheaper to read whole than to name. */
const NAMED_MAX = 5_000;

/** What a row about an account tells beside its score. */
export interface Particulars {
  account: string;
  acquired: string;
  name: string | null;
  activated_at: string | null;
  [column: string]: string | null;
}

export function selectParticulars(accounts: readonly string[], day: string): Sql {
  return sql`SELECT a.account AS account, a.acquired AS acquired, n.value AS name, s.value AS activated_at FROM account a
    LEFT JOIN (${traitOn('name', day)}) n ON n.account = a.account
    LEFT JOIN (${traitOn('activatedAt', day)}) s ON s.account = a.account
    WHERE ${accounts.length <= NAMED_MAX ? isMember('a.account', accounts) : sql`1 = 1`}`;
}
