/** What the opportunity score needs to know of customers, as queries. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { dateLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import { nameList } from '../rollup/table.ts';
import { addDays } from './days.ts';
import type { MetricContext } from './metric.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, traitOn } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, heldAt, includedAt, isMember, withExpressions } from './state/state.ts';

const WINDOW_DAYS = 28;
const DEMANDS = [EVENTS.limitReached, EVENTS.limitApproached, EVENTS.featureGated];

/** Traits the score reads, and their columns. */
const TRAITS = [
  ['name', 'name'],
  ['healthScore', 'health_score'],
  ['renewalAt', 'renewal_at'],
  ['budgetConfirmed', 'budget_confirmed'],
  ['activatedAt', 'activated_at'],
] as const;

/** Of every customer in the segments, all but what names an add-on: `demands` is left at 0. */
export function selectReadiness({ catalog }: MetricContext, day: string, segments: Segment[] | undefined): Sql {
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
      ['recent_use', recentUse(catalog.product.features, day)],
    ],
    sql`SELECT c.account AS account, p.acquired AS acquired, coalesce(u.features_used, 0) AS features_used,
        coalesce(u.days_active, 0) AS days_active, coalesce(u.users_now, 0) AS users_now, coalesce(u.users_before, 0) AS users_before,
        0 AS demands, ${raw(columns)}
      FROM customer_at c JOIN population p ON p.account = c.account LEFT JOIN recent_use u ON u.account = c.account
      ${join(joins, ' ')}`,
  );
}

/** Two windows of use: the last one, and for its users the one before. */
function recentUse(baseFeatures: readonly string[], day: string): Sql {
  const recent = sql`d.day > ${dateLiteral(addDays(day, -WINDOW_DAYS))}`;
  return sql`SELECT i.account AS account,
      count(DISTINCT CASE WHEN ${recent} AND ${isMember('d.feature', [...new Set(baseFeatures)])} THEN d.feature END) AS features_used,
      count(DISTINCT CASE WHEN ${recent} THEN d.day END) AS days_active,
      count(DISTINCT CASE WHEN ${recent} AND i.person <> '' THEN i.person END) AS users_now,
      count(DISTINCT CASE WHEN NOT (${recent}) AND i.person <> '' THEN i.person END) AS users_before
    FROM daily d JOIN identity i ON i.identity = d.identity
    WHERE d.name = ${raw(`'${EVENTS.featureUsed}'`)} AND d.day <= ${dateLiteral(day)} AND d.day > ${dateLiteral(addDays(day, -2 * WINDOW_DAYS))}
    GROUP BY i.account`;
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
