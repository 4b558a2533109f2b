import { dotted } from './csv.ts';
import type { AnswerRow, Metric, MetricContext } from './metric.ts';
import { NEXT_BEST_TEXT, nextBestOf } from './next-best.ts';
import { DEFAULT_WEIGHTS, type Opportunity, type Readiness, scoreOpportunity } from './opportunity-score.ts';
import { asOf, segment, singleAddon } from './parameters.ts';
import { compareBytes } from './product-sets.ts';
import { selectDemands, selectOwners, selectReadiness } from './readiness.ts';
import type { Segment } from './state/segment.ts';

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
  columns: () => [
    ...['account', 'name', 'score', 'coverage', 'proactive'],
    ...dotted('subscores', Object.keys(DEFAULT_WEIGHTS)),
    ...['tenureDays', 'inWindow'],
    ...dotted('nextBest', ['addon', 'reasons']),
  ],
};

async function answer({ addon, asOf: given, limit, segment: segments }: Parameters, context: MetricContext) {
  const last = given ?? context.today;
  const question = { days: [last], segments };
  const [customers, demands, owners] = await Promise.all([
    context.query<Readiness>(selectReadiness(context, question)),
    context.query<{ account: string; demands: number }>(selectDemands([addon], question)),
    context.query<{ account: string }>(selectOwners(context, [addon], question)),
  ]);
  const demanded = new Map(demands.map((one) => [one.account, one.demands]));
  const owned = new Set(owners.map(({ account }) => account));
  const best = customers
    .filter(({ account }) => !owned.has(account))
    .map((one) => scoreOpportunity({ ...one, demands: demanded.get(one.account) ?? 0 }, context.catalog, last))
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
