/** Accounts that became ready for an add-on: proactive by the opportunity score now, and not before. */
import type { Span } from './days.ts';
import type { AnswerRow, MetricContext } from './metric.ts';
import { demandScore, type Readiness, subscoresOf, weigh } from './opportunity-score.ts';
import { selectDemands, selectOwners, selectReadiness } from './readiness.ts';

export const NEWLY_READY_TEXT = `ready: a customer that does not own the add-on is proactive by its opportunity score, and was not
at the start.`;

/** Scores need every sub-score that is known; what names an add-on is joined to what does not. */
export async function newlyReady(
  members: readonly string[],
  { from, to }: Span,
  context: MetricContext,
): Promise<AnswerRow[]> {
  const [before, now] = await Promise.all([readyAt(members, from, context), readyAt(members, to, context)]);
  return [...now]
    .filter(([key]) => !before.has(key))
    .map(([, { addon, account, name, score }]) => ({
      ...{
        id: `ready:${addon}:${account}`,
        kind: 'ready',
        addon,
        account,
        name,
        since: to,
        change: null,
        low: null,
        high: null,
      },
      reason: `Ready for ${context.catalog.addons[addon]!.name}: score ${score.toFixed(0)} of 100`,
    }));
}

interface Ready {
  addon: string;
  account: string;
  name: string | null;
  score: number;
}

async function readyAt(members: readonly string[], day: string, context: MetricContext): Promise<Map<string, Ready>> {
  const [customers, demands, owners] = await Promise.all([
    context.query<Readiness>(selectReadiness(context, day, undefined)),
    context.query<{ account: string; addon: string; demands: number }>(selectDemands(members, day)),
    context.query<{ account: string; addon: string }>(selectOwners(context, members, day)),
  ]);
  const keyOf = (addon: string, account: string) => `${addon}\n${account}`;
  const demanded = new Map(demands.map(({ account, addon, demands: count }) => [keyOf(addon, account), count]));
  const owned = new Set(owners.map(({ account, addon }) => keyOf(addon, account)));
  const ready = new Map<string, Ready>();
  for (const customer of customers) {
    // Only demand depends on the add-on.
    const subscores = subscoresOf(customer, context.catalog, day);
    for (const addon of members) {
      const key = keyOf(addon, customer.account);
      subscores.demand = demandScore(demanded.get(key) ?? 0);
      const { score, proactive } = weigh(subscores, context.catalog);
      if (proactive && !owned.has(key))
        ready.set(key, { addon, account: customer.account, name: customer.name, score: score! });
    }
  }
  return ready;
}
