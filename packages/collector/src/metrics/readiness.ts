/** What the opportunity score needs to know of customers, as queries. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { dateLiteral, integerLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import { nameList } from '../rollup/table.ts';
import { addDays } from './days.ts';
import type { MetricContext } from './metric.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, traitOn } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, heldAt, includedAt, isMember, withExpressions } from './state/state.ts';

const WINDOW_DAYS = 28;
const NAMED_MAX = 500;
const DEMANDS = [EVENTS.limitReached, EVENTS.limitApproached, EVENTS.featureGated];

/** Traits the score reads, and their columns. */
const TRAITS = [
  ['name', 'name'],
  ['healthScore', 'health_score'],
  ['renewalAt', 'renewal_at'],
  ['budgetConfirmed', 'budget_confirmed'],
  ['activatedAt', 'activated_at'],
] as const;

/**
 * Of every customer in the segments, all but what names an add-on: `demands` is left at 0.
 * @param among accounts that matter; of others it may say anything
 */
export function selectReadiness(
  { catalog }: MetricContext,
  day: string,
  segments: Segment[] | undefined,
  among?: readonly string[],
): Sql {
  // Longer lists of accounts are cheaper to read whole than to name.
  const named = among && among.length <= NAMED_MAX ? isMember('i.account', among) : sql`1 = 1`;
  const columns = TRAITS.map(([, column]) => `${column}_set.value AS ${column}`).join(', ');
  const joins = TRAITS.map(
    ([trait, column]) =>
      sql`LEFT JOIN (${traitOn(trait, day)}) ${raw(`${column}_set ON ${column}_set.account = c.account`)}`,
  );
  return withExpressions(
    [
      dateExpression([day], catalog),
      populationExpression({ segments, segmentDay: day, acquiredBy: day }),
      CUSTOMERS_OF_POPULATION,
      ['used_lately', usedLately(day, named)],
      ['recent_use', recentUse(catalog.product.features)],
      ['active_users', activeUsers(day)],
    ],
    sql`SELECT c.account AS account, p.acquired AS acquired, coalesce(u.features_used, 0) AS features_used,
        coalesce(u.days_active, 0) AS days_active, coalesce(w.users_now, 0) AS users_now, coalesce(w.users_before, 0) AS users_before,
        0 AS demands, ${raw(columns)}
      FROM customer_at c JOIN population p ON p.account = c.account LEFT JOIN recent_use u ON u.account = c.account
      LEFT JOIN active_users w ON w.account = c.account
      ${join(joins, ' ')}`,
  );
}

/** `(account, features_used, days_active)`: distinct base features, and distinct days of any use, in the last window. */
function recentUse(baseFeatures: readonly string[]): Sql {
  return sql`SELECT account, CAST(sum(is_base) AS BIGINT) AS features_used, CAST(sum(is_day) AS BIGINT) AS days_active FROM (
      SELECT account, 1 AS is_base, 0 AS is_day FROM used_lately WHERE ${isMember('feature', [...new Set(baseFeatures)])} GROUP BY account, feature
      UNION ALL
      SELECT account, 0 AS is_base, 1 AS is_day FROM used_lately GROUP BY account, day
    ) distinct_things GROUP BY account`;
}

/** `(account, feature, day)`, once each, in the last window. */
function usedLately(day: string, condition: Sql): Sql {
  return sql`SELECT i.account AS account, d.feature AS feature, d.day AS day
    FROM daily d JOIN identity i ON i.identity = d.identity
    WHERE d.name = ${raw(`'${EVENTS.featureUsed}'`)} AND d.day <= ${dateLiteral(day)} AND d.day > ${dateLiteral(addDays(day, -WINDOW_DAYS))}
      AND ${condition}
    GROUP BY i.account, d.feature, d.day`;
}

/** `(account, users_now, users_before)`: users active in the last window and in the one before, from the spans kept for that window. */
function activeUsers(day: string): Sql {
  const at = (one: string) => sql`s.day <= ${dateLiteral(one)} AND ${dateLiteral(one)} < s.until_day`;
  const before = addDays(day, -WINDOW_DAYS);
  return sql`SELECT s.account AS account, CAST(sum(CASE WHEN ${at(day)} THEN 1 ELSE 0 END) AS BIGINT) AS users_now,
      CAST(sum(CASE WHEN ${at(before)} THEN 1 ELSE 0 END) AS BIGINT) AS users_before
    FROM user_usage_span s
    WHERE s.addon = '' AND s.span_days = ${integerLiteral(WINDOW_DAYS)}
      AND s.day <= ${dateLiteral(day)} AND ${dateLiteral(before)} < s.until_day
    GROUP BY s.account`;
}

/** `(account, addon, demands)`: events of the window that name the add-on. */
export function selectDemands(addons: readonly string[], day: string): Sql {
  return sql`SELECT i.account AS account, s.addon AS addon, count(*) AS demands FROM story s JOIN identity i ON i.identity = s.identity
    WHERE s.name IN (${raw(nameList(DEMANDS))}) AND ${isMember('s.addon', addons)} AND i.account <> ''
      AND s.day <= ${dateLiteral(day)} AND s.day > ${dateLiteral(addDays(day, -WINDOW_DAYS))}
    GROUP BY i.account, s.addon`;
}

/** `(account, addon)`: customers that own it. */
export function selectOwners({ catalog }: MetricContext, addons: readonly string[], day: string): Sql {
  return withExpressions(
    [
      dateExpression([day], catalog),
      populationExpression({ segmentDay: day, acquiredBy: day }),
      CUSTOMERS_OF_POPULATION,
    ],
    sql`SELECT account, addon FROM (${heldAt(addons)}) h UNION SELECT account, addon FROM (${includedAt(addons)}) i`,
  );
}
