import { parseDay } from '@attachkit/sdk/calendar';
import { dotted } from './csv.ts';
import { inSlices } from './in-slices.ts';
import type { AnswerRow, Metric, MetricContext } from './metric.ts';
import { NEXT_BEST_TEXT, nextBestOf } from './next-best.ts';
import { DEFAULT_WEIGHTS, dayOf, type Readiness, type Score, scoreOpportunity } from './opportunity-score.ts';
import { asOf, segment, singleAddon } from './parameters.ts';
import { compareBytes } from './product-sets.ts';
import { type Particulars, selectParticulars, selectReadiness } from './readiness.ts';
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
  const customers = await context.query<Readiness>(
    selectReadiness(context, { days: [last], segments, addons: [addon], best: limit }),
  );
  const best = await bestOf(customers, limit, context, last);
  const accounts = best.map(({ account }) => account);
  const [particulars, nextBest] = await Promise.all([
    context.query<Particulars>(selectParticulars(accounts, last)),
    nextBestOf(accounts, context, last),
  ]);
  const byAccount = new Map(particulars.map((one) => [one.account, one]));
  const rows = best.map(({ account, ...score }): AnswerRow => {
    const known = byAccount.get(account)!;
    return {
      account,
      name: known.name,
      ...score,
      ...tenureOf(known, context, last),
      nextBest: nextBest.get(account) ?? null,
    };
  });
  return { asOf: last, rows };
}

function tenureOf({ activated_at, acquired }: Particulars, { catalog }: MetricContext, last: string) {
  const tenureDays = parseDay(last) - (dayOf(activated_at, catalog) ?? parseDay(acquired));
  return { tenureDays, inWindow: tenureDays >= 60 && tenureDays <= 120 };
}

/** Best first; scores that differ by rounding alone are equal, and equal ones go by account. */
async function bestOf(customers: readonly Readiness[], limit: number, { catalog }: MetricContext, last: string) {
  const byScore = new Map<number, Score[]>();
  await inSlices(customers, (customer) => {
    const score = scoreOpportunity(customer, catalog, last);
    const rounded = score.score === null ? -1 : Math.round(score.score * 1e9) / 1e9;
    const equals = byScore.get(rounded);
    if (equals) equals.push(score);
    else byScore.set(rounded, [score]);
  });
  const best: Score[] = [];
  for (const rounded of [...byScore.keys()].sort((a, b) => b - a)) {
    if (best.length >= limit) break;
    best.push(...byScore.get(rounded)!.sort((a, b) => compareBytes(a.account, b.account)));
  }
  return best.slice(0, limit);
}
