/** What the opportunity score needs to know of customers, as queries. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { RECENT_DAYS } from '../rollup/recent-use.ts';
import { dateLiteral, integerLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { nameList } from '../rollup/table.ts';
import { addDays } from './days.ts';
import type { MetricContext } from './metric.ts';
import { DEFAULT_WEIGHTS } from './opportunity-score.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, traitOn } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, heldAt, includedAt, isMember, withExpressions } from './state/state.ts';
import { windowExpressions } from './state/windowed-use.ts';

/** Longer lists of accounts are cheaper to read whole than to name. */
const NAMED_MAX = 5_000;
const DEMANDS = [EVENTS.limitReached, EVENTS.limitApproached, EVENTS.featureGated];

/** Traits the score reads, and their columns. */
const TRAITS = [
  ['healthScore', 'health_score'],
  ['renewalAt', 'renewal_at'],
  ['budgetConfirmed', 'budget_confirmed'],
] as const;

/** Whom and when the queries are about. */
export interface ReadinessQuestion {
  /** In order; few, and close to one another. */
  days: readonly string[];
  segments?: readonly Segment[] | undefined;
  /** Accounts that matter; of others anything may be said. Default: everybody. */
  among?: readonly string[];
  /** Set: without those that own it, and with the `demands` that name it. */
  addon?: string;
  /** Set: accounts may be left out that no score above it is possible for, whatever is not yet known. */
  scoreAbove?: number;
}

/** `(account, day, …)`: of every customer in the segments on each day, all that the score reads; without an add-on `demands` is 0. */
export function selectReadiness({ catalog }: MetricContext, question: ReadinessQuestion): Sql {
  const { days, segments, addon } = question;
  const last = days.at(-1)!;
  const columns = TRAITS.map(([, column]) => `t.${column} AS ${column}`).join(', ');
  return withExpressions(
    [
      dateExpression(days, catalog),
      populationExpression({ segments, segmentDay: last, acquiredBy: last }),
      CUSTOMERS_OF_POPULATION,
      ...windowExpressions(days, RECENT_DAYS),
      ['features_then', featuresUsed(catalog.product.features, question)],
      ['days_then', daysActive(question)],
      ['active_users', activeUsers(question)],
      ['traits_then', traitsThen(question)],
      ['demanded', addon === undefined ? NOTHING_DEMANDED : demanded([addon], question)],
      ['owner', addon === undefined ? NO_OWNERS : ownersOf([addon], question)],
    ],
    sql`SELECT c.account AS account, c.day AS day, coalesce(u.features_used, 0) AS features_used,
        coalesce(v.days_active, 0) AS days_active, coalesce(w.users_now, 0) AS users_now, coalesce(w.users_before, 0) AS users_before,
        coalesce(n.demands, 0) AS demands, ${raw(columns)}
      FROM customer_at c
      LEFT JOIN features_then u ON u.account = c.account AND u.day = c.day
      LEFT JOIN days_then v ON v.account = c.account AND v.day = c.day
      LEFT JOIN active_users w ON w.account = c.account AND w.day = c.day
      LEFT JOIN traits_then t ON t.account = c.account AND t.day = c.day
      LEFT JOIN demanded n ON n.account = c.account AND n.day = c.day
      LEFT JOIN owner o ON o.account = c.account AND o.day = c.day
      WHERE o.account IS NULL AND ${isAmong('c.account', question)} AND ${canScoreAbove(question.scoreAbove, catalog)}`,
  );
}

/** Condition on what is counted: the weighted mean passes the score if every other sub-score is known, and 1. */
function canScoreAbove(score: number | undefined, { scoring, product }: MetricContext['catalog']): Sql {
  if (score === undefined) return sql`1 = 1`;
  const weights = { ...DEFAULT_WEIGHTS, ...scoring };
  const features = new Set(product.features).size;
  const atMostOne = (value: string) => `CASE WHEN ${value} < 1 THEN ${value} ELSE 1 END`;
  const counted: [weight: number, subscore: string, isKnown: string][] = [
    [
      weights.usageMaturity,
      atMostOne(`coalesce(u.features_used, 0) / ${0.8 * features || 1}`),
      features > 0 ? '1 = 1' : '1 = 0',
    ],
    [weights.engagement, atMostOne('coalesce(v.days_active, 0) / 20.0'), '1 = 1'],
    [
      weights.growth,
      atMostOne('CASE WHEN w.users_now > w.users_before THEN (w.users_now * 5.0 / w.users_before) - 5 ELSE 0 END'),
      'coalesce(w.users_before, 0) > 0',
    ],
  ];
  const others = weights.health + weights.demand + weights.timing + weights.budget;
  const above = counted.map(([weight, subscore, isKnown]) => {
    // What it adds to the sum less what its weight asks of the sum. Rounding must leave nobody out.
    return `CASE WHEN ${isKnown} THEN ${weight} * (${subscore} - ${score / 100}) ELSE 0 END`;
  });
  return raw(`${above.join(' + ')} + ${others * (1 - score / 100)} > -0.000001`);
}

function isAmong(column: string, { among }: ReadinessQuestion): Sql {
  return among && among.length <= NAMED_MAX ? isMember(column, among) : sql`1 = 1`;
}

/** `(account, day, …TRAITS)`. */
function traitsThen(question: ReadinessQuestion): Sql {
  const columns = TRAITS.map(([trait, column]) => `max(CASE WHEN t.name = '${trait}' THEN t.value END) AS ${column}`);
  return sql`SELECT t.account AS account, d.day AS day, ${raw(columns.join(', '))} FROM trait_span t CROSS JOIN date d
    WHERE t.name IN (${raw(nameList(TRAITS.map(([trait]) => trait)))}) AND t.value IS NOT NULL
      AND t.day <= d.day AND d.day < t.until_day AND ${isAmong('t.account', question)}
    GROUP BY t.account, d.day`;
}

/** `(account, day, features_used)`: distinct base features, of each day's window. */
function featuresUsed(baseFeatures: readonly string[], question: ReadinessQuestion): Sql {
  return sql`SELECT s.account AS account, d.day AS day, count(*) AS features_used FROM feature_span s CROSS JOIN date d
    WHERE s.day <= d.day AND d.day < s.until_day AND ${isMember('s.feature', [...new Set(baseFeatures)])}
      AND ${isAmong('s.account', question)}
    GROUP BY s.account, d.day`;
}

/** `(account, day, days_active)`: days of any use, of each day's window. Reads `window_day`. */
function daysActive(question: ReadinessQuestion): Sql {
  return sql`SELECT a.account AS account, w.day AS day, count(*) AS days_active FROM active_day a JOIN window_day w ON w.used_day = a.day
    WHERE ${inWindows('a.day', question)} AND ${isAmong('a.account', question)} GROUP BY a.account, w.day`;
}

/** Condition that a day lies in the window of one of the days. */
function inWindows(column: string, { days }: ReadinessQuestion): Sql {
  return sql`${raw(column)} <= ${dateLiteral(days.at(-1)!)} AND ${raw(column)} > ${dateLiteral(addDays(days[0]!, -RECENT_DAYS))}`;
}

/** `(account, day, users_now, users_before)`: users active in the last window and in the one before, from the spans kept for that window. */
function activeUsers(question: ReadinessQuestion): Sql {
  const { days } = question;
  const at = (day: string) => raw(`s.day <= ${day} AND ${day} < s.until_day`);
  const before = `d.day - ${RECENT_DAYS}`;
  return sql`SELECT s.account AS account, d.day AS day, CAST(sum(CASE WHEN ${at('d.day')} THEN 1 ELSE 0 END) AS BIGINT) AS users_now,
      CAST(sum(CASE WHEN ${at(before)} THEN 1 ELSE 0 END) AS BIGINT) AS users_before
    FROM user_usage_span s CROSS JOIN date d
    WHERE s.addon = '' AND s.span_days = ${integerLiteral(RECENT_DAYS)} AND s.day <= ${dateLiteral(days.at(-1)!)}
      AND s.until_day > ${dateLiteral(addDays(days[0]!, -RECENT_DAYS))} AND ${isAmong('s.account', question)}
    GROUP BY s.account, d.day`;
}

/** `(account, day, addon, demands)`: events of each day's window that name the add-on. */
export function selectDemands(addons: readonly string[], question: ReadinessQuestion): Sql {
  return withExpressions(windowExpressions(question.days, RECENT_DAYS), demanded(addons, question));
}

/** Reads `window_day`. */
function demanded(addons: readonly string[], question: ReadinessQuestion): Sql {
  return sql`SELECT i.account AS account, w.day AS day, s.addon AS addon, count(*) AS demands
      FROM story s JOIN window_day w ON w.used_day = s.day JOIN identity i ON i.identity = s.identity
      WHERE s.name IN (${raw(nameList(DEMANDS))}) AND ${isMember('s.addon', addons)} AND i.account <> ''
        AND ${inWindows('s.day', question)} AND ${isAmong('i.account', question)}
      GROUP BY i.account, w.day, s.addon`;
}

/** `(account, day, addon)`: customers that own it. */
export function selectOwners({ catalog }: MetricContext, addons: readonly string[], question: ReadinessQuestion): Sql {
  const last = question.days.at(-1)!;
  return withExpressions(
    [
      dateExpression(question.days, catalog),
      populationExpression({ segmentDay: last, acquiredBy: last }),
      CUSTOMERS_OF_POPULATION,
    ],
    ownersOf(addons, question),
  );
}

/** Reads `customer_at`. */
function ownersOf(addons: readonly string[], question: ReadinessQuestion): Sql {
  return sql`SELECT account, day, addon FROM (${heldAt(addons)}) h WHERE ${isAmong('account', question)}
      UNION SELECT account, day, addon FROM (${includedAt(addons)}) i WHERE ${isAmong('account', question)}`;
}

const NOTHING_DEMANDED = sql`SELECT account, day, 0 AS demands FROM customer_at WHERE 1 = 0`;
const NO_OWNERS = sql`SELECT account, day FROM customer_at WHERE 1 = 0`;

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
    WHERE ${isAmong('a.account', { days: [day], among: accounts })}`;
}
