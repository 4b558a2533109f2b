import { EVENTS } from '@attachkit/sdk/protocol';
import { dateLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { nameList } from '../rollup/table.ts';
import { addDays } from './days.ts';
import type { AnswerRow, Metric, MetricContext } from './metric.ts';
import { NEXT_BEST_TEXT, nextBestOf } from './next-best.ts';
import { type Opportunity, type Readiness, scoreOpportunity } from './opportunity-score.ts';
import { asOf, segment, singleAddon } from './parameters.ts';
import { compareBytes } from './product-sets.ts';
import { CUSTOMERS_OF_POPULATION, populationExpression, traitOn } from './state/population.ts';
import type { Segment } from './state/segment.ts';
import { dateExpression, type Expression, heldAt, includedAt, isMember, withExpressions } from './state/state.ts';

interface Parameters {
  addon: string;
  asOf?: string;
  limit: number;
  segment?: Segment[];
}

export const opportunities: Metric<Parameters> = {
  name: 'opportunities',
  title: 'Opportunities',
  text: `Customers that do not own the add-on, readiest first. Score = 100 × the weighted mean of the sub-scores that are known,
coverage = the weight of these ÷ all weight; weights from the catalog. usageMaturity: share of the base product's features used in
28 days ÷ 0.8; health: trait healthScore ÷ 75; growth: users active in the last 28 days against the 28 before, (now / before − 1) ÷
0.2; demand: Limit Reached, Limit Approached and Feature Gated events naming the add-on in 28 days ÷ 3; engagement: distinct active
days in 28 ÷ 20; timing: months to trait renewalAt ÷ 6; budget: trait budgetConfirmed. Each within 0…1. proactive: score above 70
and coverage at least 0.6. tenureDays counts from trait activatedAt, else the acquired day; inWindow: 60 to 120 days. ${NEXT_BEST_TEXT}`,
  example: 'usageMaturity 1, demand 2/3, engagement 0.5, nothing else known: (25 + 10 + 5) ÷ 50 = 80, coverage 0.5.',
  required: ['addon'],
  parameters: (context) => ({
    addon: singleAddon(context),
    asOf,
    limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 100, description: 'Rows at most.' },
    segment,
  }),
  answer,
};

async function answer({ addon, asOf: given, limit, segment: segments }: Parameters, context: MetricContext) {
  const last = given ?? context.today;
  const found = await context.query<Readiness>(selectReadiness(context, last, segments, [addon]));
  const best = found
    .map((readiness) => scoreOpportunity(readiness, context.catalog, last))
    .sort(compareOpportunities)
    .slice(0, limit);
  const nextBest = await nextBestOf(
    best.map(({ account }) => account),
    context,
    last,
  );
  const rows = best.map((opportunity): AnswerRow => {
    return { ...opportunity, nextBest: nextBest.get(opportunity.account) ?? null };
  });
  return { asOf: last, rows };
}

/** Best first; scores that differ by rounding alone are equal, and equal ones go by account. */
function compareOpportunities(a: Opportunity, b: Opportunity): number {
  const rounded = ({ score }: Opportunity) => (score === null ? -1 : Math.round(score * 1e9) / 1e9);
  return rounded(b) - rounded(a) || compareBytes(a.account, b.account);
}

const WINDOW_DAYS = 28;
const DEMANDS = [EVENTS.limitReached, EVENTS.limitApproached, EVENTS.featureGated];

/** What the score needs to know, of customers that own none of the add-ons. */
export function selectReadiness(
  context: MetricContext,
  last: string,
  segments: Segment[] | undefined,
  addons: string[],
): Sql {
  const { catalog } = context;
  const traits = ['name', 'healthScore', 'renewalAt', 'budgetConfirmed', 'activatedAt'];
  const columns = ['name', 'health_score', 'renewal_at', 'budget_confirmed', 'activated_at'];
  const traitColumns = columns.map((column, index) => `x${index}.value AS ${column}`).join(', ');
  const traitJoins = traits.map(
    (trait, index) => sql`LEFT JOIN (${traitOn(trait, last)}) ${raw(`x${index} ON x${index}.account = c.account`)}`,
  );
  const expressions: Expression[] = [
    dateExpression([last], catalog),
    populationExpression({ segments, segmentDay: last, acquiredBy: last }),
    CUSTOMERS_OF_POPULATION,
    ['usage', usageOf(catalog.product.features, last)],
    ['demand', demandOf(addons, last)],
    ['owner', sql`SELECT account FROM (${heldAt(addons)}) h UNION SELECT account FROM (${includedAt(addons)}) i`],
  ];
  return withExpressions(
    expressions,
    sql`SELECT c.account AS account, p.acquired AS acquired, coalesce(u.features_used, 0) AS features_used,
        coalesce(u.days_active, 0) AS days_active, coalesce(u.users_now, 0) AS users_now, coalesce(u.users_before, 0) AS users_before,
        coalesce(d.demands, 0) AS demands, ${raw(traitColumns)}
      FROM customer_at c JOIN population p ON p.account = c.account
      LEFT JOIN usage u ON u.account = c.account LEFT JOIN demand d ON d.account = c.account
      ${traitJoins[0]!} ${traitJoins[1]!} ${traitJoins[2]!} ${traitJoins[3]!} ${traitJoins[4]!}
      WHERE c.account NOT IN (SELECT account FROM owner)`,
  );
}

/** Two windows of use: the last one, and the one before. */
function usageOf(baseFeatures: readonly string[], last: string): Sql {
  const recent = sql`d.day > ${dateLiteral(addDays(last, -WINDOW_DAYS))}`;
  return sql`SELECT i.account AS account,
      count(DISTINCT CASE WHEN ${recent} AND ${isMember('d.feature', [...new Set(baseFeatures)])} THEN d.feature END) AS features_used,
      count(DISTINCT CASE WHEN ${recent} THEN d.day END) AS days_active,
      count(DISTINCT CASE WHEN ${recent} AND i.person <> '' THEN i.person END) AS users_now,
      count(DISTINCT CASE WHEN NOT (${recent}) AND i.person <> '' THEN i.person END) AS users_before
    FROM daily d JOIN identity i ON i.identity = d.identity
    WHERE d.name = ${raw(`'${EVENTS.featureUsed}'`)} AND d.day <= ${dateLiteral(last)} AND d.day > ${dateLiteral(addDays(last, -2 * WINDOW_DAYS))}
    GROUP BY i.account`;
}

function demandOf(addons: readonly string[], last: string): Sql {
  return sql`SELECT i.account AS account, count(*) AS demands FROM story s JOIN identity i ON i.identity = s.identity
    WHERE s.name IN (${raw(nameList(DEMANDS))}) AND ${isMember('s.addon', addons)}
      AND s.day <= ${dateLiteral(last)} AND s.day > ${dateLiteral(addDays(last, -WINDOW_DAYS))}
    GROUP BY i.account`;
}
