/**
 * Customers and what their opportunity score is made of, as a query. The score itself is computed here too, but only to leave out
 * in the database whoever is far from being told: what is told is weighed by opportunity-score.ts.
 */
import type { Catalog } from '@attachkit/sdk/catalog';
import { integerLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import type { MetricContext } from './metric.ts';
import { COVERAGE_MIN, weightsOf } from './opportunity-score.ts';
import { amongExpression, demanded, factsOfUse, isAmong, onDay, owners } from './readiness-facts.ts';
import type { ReadinessQuestion } from './readiness-question.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, traitOn } from './state/population.ts';
import { dateExpression, isMember } from './state/state.ts';

/** Sums of doubles may come out differently here and there; far more than they can. */
const ROUNDING = 0.000001;

/**
 * `(account, day, addon, …)`: of every customer in the segments on each day and each add-on that it does not own, all that the
 * score reads. Of those to be left out, some whose score is next to the bound may be there.
 */
export function selectReadiness(context: MetricContext, question: ReadinessQuestion): Sql {
  const { proactiveAbove, best } = question;
  return withExpressions(
    scored(context, question),
    sql`SELECT account, day, addon, ${FACTS}
      FROM scored WHERE ${proactiveAbove === undefined ? sql`1 = 1` : raw(`score > ${proactiveAbove - ROUNDING}`)} AND ${isAmongBest(best)}`,
  );
}

/**
 * `(account, addon, proactive_days, day, …)`: of every customer and add-on that it does not own one row with the days on which it
 * is proactive for certain (the first of the question counts 1, the second 2, the third 4 …); and one for each day on which its score
 * or its coverage is next to the bound, with all that the score reads.
 */
export function selectProactiveDays(
  context: MetricContext,
  question: ReadinessQuestion & { proactiveAbove: number },
): Sql {
  const { days, proactiveAbove: bound } = question;
  const needed = COVERAGE_MIN * weightOf(weightsOf(context.catalog));
  const places = days.map((day, place) => `WHEN DATE '${day}' THEN ${2 ** place}`).join(' ');
  // In one grouping: whoever is certain falls together, whoever is in doubt stays apart by day, with facts of its own.
  const facts = FACT_NAMES.map((fact) => `max(${fact}) AS ${fact}`).join(', ');
  return withExpressions(
    scored(context, question),
    sql`SELECT account, addon, doubtful AS day, ${raw(facts)},
        CAST(sum(CASE WHEN doubtful IS NOT NULL THEN 0 ELSE CASE day ${raw(places)} END END) AS BIGINT) AS proactive_days
      FROM (
        SELECT s.*, CASE WHEN ${raw(`score <= ${bound + ROUNDING} OR known <= ${needed + ROUNDING}`)} THEN day END AS doubtful
        FROM scored s WHERE ${raw(`score > ${bound - ROUNDING}`)}
      ) likely GROUP BY account, addon, doubtful`,
  );
}

const FACT_NAMES = [
  ...['features_used', 'days_active', 'users_now', 'users_before', 'demands', 'health', 'renewal_day', 'budget'],
];
const FACTS = raw(FACT_NAMES.join(', '));

/** Up to `scored (account, day, addon, score, …)`. */
function scored({ catalog }: MetricContext, question: ReadinessQuestion): Expression[] {
  const { days, segments, addons, proactiveAbove } = question;
  const last = days.at(-1)!;
  const weights = weightsOf(catalog);
  const demand = `${weights.demand} * ${withinOne('w.demands / 3.0')}`;
  const member = join(
    addons.map((addon) => sql`SELECT ${addon} AS addon`),
    ' UNION ALL ',
  );
  return [
    dateExpression(days, catalog),
    ...amongExpression(question),
    populationExpression({ segments, segmentDay: last, acquiredBy: last, condition: isAmong('a.account', question) }),
    CUSTOMERS_OF_POPULATION,
    ...factsOfUse(catalog.product.features, question),
    ['known_fact', knownFacts(question)],
    ['weighed', weighed(catalog)],
    ['demanded', demanded(question)],
    ['owner', owners(question)],
    ['member', member],
    [
      'candidate',
      sql`SELECT w.*, m.addon AS addon, ${raw(countOn('n', 'demands', 'w.day', days))} AS demands FROM weighed w CROSS JOIN member m
        LEFT JOIN demanded n ON n.account = w.account AND n.addon = m.addon
        LEFT JOIN owner o ON o.account = w.account AND o.day = w.day AND o.addon = m.addon
        WHERE o.account IS NULL AND ${canBeProactive(proactiveAbove, weights)}`,
    ],
    [
      'scored',
      sql`SELECT w.*, CASE WHEN w.known > 0 THEN 100.0 * (w.reached + ${raw(demand)}) / w.known ELSE -1.0 END AS score FROM candidate w`,
    ],
  ];
}

/** Of all sub-scores together. */
function weightOf(weights: Record<string, number>): number {
  return Object.values(weights).reduce((sum, weight) => sum + weight, 0);
}

/** Condition on `weighed w`: the score passes the bound, if demand does all it can. */
function canBeProactive(above: number | undefined, weights: Record<string, number>): Sql {
  if (above === undefined) return sql`1 = 1`;
  return raw(`100.0 * (w.reached + ${weights.demand}) > ${above - ROUNDING} * w.known
    AND w.known >= ${COVERAGE_MIN * weightOf(weights) - ROUNDING}`);
}

function isAmongBest(best: number | undefined): Sql {
  if (best === undefined) return sql`1 = 1`;
  return sql`score >= (
    SELECT min(score) FROM (SELECT score FROM scored ORDER BY score DESC LIMIT ${integerLiteral(best)}) best
  ) - ${raw(String(ROUNDING))}`;
}

/** Customers on each day, each with all that is known, zeroes where there was nothing. Reads `customer_at` and the facts. */
function knownFacts({ days }: ReadinessQuestion): Sql {
  const counts = [
    ['u', 'features_used'],
    ['v', 'days_active'],
    ['w', 'users_now'],
    ['w', 'users_before'],
  ].map(([relation, fact]) => `${countOn(relation!, fact!, 'c.day', days)} AS ${fact}`);
  const traits = [
    ['h', 'health'],
    ['r', 'renewal_day'],
    ['b', 'budget'],
  ].map(([relation, fact]) => `${factOn(relation!, fact!, 'c.day', days)} AS ${fact}`);
  return sql`SELECT c.account AS account, c.day AS day, ${raw([...counts, ...traits].join(', '))}
    FROM customer_at c
    LEFT JOIN features_then u ON u.account = c.account LEFT JOIN days_then v ON v.account = c.account
    LEFT JOIN users_then w ON w.account = c.account LEFT JOIN health_then h ON h.account = c.account
    LEFT JOIN renewal_then r ON r.account = c.account LEFT JOIN budget_then b ON b.account = c.account`;
}

/** Of a fact that has a column for each of the days: the one of the row's day. */
function factOn(relation: string, fact: string, dayColumn: string, days: readonly string[]): string {
  if (days.length === 1) return `${relation}.${onDay(fact, days[0]!)}`;
  return `CASE ${dayColumn} ${days.map((day) => `WHEN DATE '${day}' THEN ${relation}.${onDay(fact, day)}`).join(' ')} END`;
}

function countOn(...of: Parameters<typeof factOn>): string {
  return `coalesce(${factOn(...of)}, 0)`;
}

/** The facts, `known` as the weight of the sub-scores that are, and `reached` as what these add up to, but for demand, which is known always. */
function weighed(catalog: Catalog): Sql {
  const weights = weightsOf(catalog);
  const features = new Set(catalog.product.features).size;
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

/** Naming the value once: repeated, it makes what a planner has to read many times as long. */
function withinOne(value: string): string {
  return `greatest(0.0, least(1.0, ${value}))`;
}

/** Longer lists of accounts are cheaper to read whole than to name. */
export const NAMED_MAX = 5_000;

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
