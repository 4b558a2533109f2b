/** Accounts that became ready for an add-on: proactive by the opportunity score now, and not before. */
import { addDays, type Span } from './days.ts';
import type { AnswerRow, MetricContext } from './metric.ts';
import { demandScore, type Readiness, subscoresOf, weigh } from './opportunity-score.ts';
import { compareBytes } from './product-sets.ts';
import { selectDemands, selectOwners, selectReadiness } from './readiness.ts';

export const NEWLY_READY_TEXT = `ready: a customer that does not own the add-on is proactive by its opportunity score, has been
every day from "since" on, and was not at the start.`;

export async function newlyReady(
  members: readonly string[],
  { from, to }: Span,
  context: MetricContext,
): Promise<AnswerRow[]> {
  const [before, now] = await Promise.all([readyAt(members, from, context), readyAt(members, to, context)]);
  const fresh = new Map([...now].filter(([key]) => !before.has(key)));
  const since = await readySince(fresh, members, { from, to }, context);
  return [...fresh]
    .sort(([, a], [, b]) => compareBytes(a.addon, b.addon) || compareBytes(a.account, b.account))
    .map(([key, { addon, account, name, score }]) => ({
      ...{ id: `ready:${addon}:${account}:${since.get(key)!}`, kind: 'ready', addon, account, name },
      ...{ since: since.get(key)!, change: null, low: null, high: null },
      reason: `Ready for ${context.catalog.addons[addon]!.name}: score ${score.toFixed(0)} of 100`,
    }));
}

/** The first day of the unbroken run of days on which each of them is ready, back from the last. */
async function readySince(
  fresh: ReadonlyMap<string, Ready>,
  members: readonly string[],
  { from, to }: Span,
  context: MetricContext,
): Promise<Map<string, string>> {
  const since = new Map([...fresh.keys()].map((key) => [key, to]));
  let running = [...fresh];
  for (let day = addDays(to, -1); day > from && running.length > 0; day = addDays(day, -1)) {
    const accounts = [...new Set(running.map(([, { account }]) => account))];
    const ready = await readyAt(members, day, context, accounts);
    running = running.filter(([key]) => ready.has(key));
    for (const [key] of running) since.set(key, day);
  }
  return since;
}

interface Ready {
  addon: string;
  account: string;
  name: string | null;
  score: number;
}

/** Scores need every sub-score that is known; what names an add-on is joined to what does not. */
async function readyAt(
  members: readonly string[],
  day: string,
  context: MetricContext,
  among?: readonly string[],
): Promise<Map<string, Ready>> {
  const [customers, demands, owners] = await Promise.all([
    context.query<Readiness>(selectReadiness(context, day, undefined, among)),
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
