/** Accounts that became ready for an add-on: proactive by the opportunity score now, and not before. */

import type { Row } from '../store/store.ts';
import { addDays, daysBetween, type Span } from './days.ts';
import { inSlices } from './in-slices.ts';
import type { AnswerRow, MetricContext } from './metric.ts';
import { demandScore, PROACTIVE_ABOVE, type Readiness, subscoresOf, weigh } from './opportunity-score.ts';
import { compareBytes } from './product-sets.ts';
import { type Particulars, selectDemands, selectOwners, selectParticulars, selectReadiness } from './readiness.ts';

export const NEWLY_READY_TEXT = `ready: a customer that does not own the add-on is proactive by its opportunity score, has been
every day from "since" on, and was not at the start.`;

/** Days that are looked at together, back from the last. */
const DAYS_AT_ONCE = 7;

export async function newlyReady(members: readonly string[], span: Span, context: MetricContext): Promise<AnswerRow[]> {
  const now = (await readyOn([span.to], members, context)).get(span.to)!;
  const since = await readySince(now, members, span, context);
  const told = [...now].filter(([key]) => since.has(key));
  const accounts = [...new Set(told.map(([, { account }]) => account))];
  const particulars = await context.query<Particulars>(selectParticulars(accounts, span.to));
  const names = new Map(particulars.map(({ account, name }) => [account, name]));
  return told
    .sort(([, a], [, b]) => compareBytes(a.addon, b.addon) || compareBytes(a.account, b.account))
    .map(([key, { addon, account, score }]) => ({
      ...{
        id: `ready:${addon}:${account}:${since.get(key)!}`,
        kind: 'ready',
        addon,
        account,
        name: names.get(account)!,
      },
      ...{ since: since.get(key)!, change: null, low: null, high: null },
      reason: `Ready for ${context.catalog.addons[addon]!.name}: score ${score.toFixed(0)} of 100`,
    }));
}

/** Of those that are not ready at the start: the first day of the unbroken run of days on which each is, back from the last. */
async function readySince(
  now: ReadyByKey,
  members: readonly string[],
  { from, to }: Span,
  context: MetricContext,
): Promise<Map<string, string>> {
  const since = new Map<string, string>();
  let running = [...now];
  let isFirst = true;
  for (let end = addDays(to, -1); end >= from && running.length > 0; ) {
    const start = addDays(end, 1 - Math.min(DAYS_AT_ONCE, daysBetween(from, end) + 1));
    const days = daysFromTo(start, end);
    const among = [...new Set(running.map(([, { account }]) => account))];
    const ready = await readyOn(isFirst && start > from ? [from, ...days] : days, members, context, among);
    if (isFirst) {
      running = running.filter(([key]) => !ready.get(from)!.has(key));
      for (const [key] of running) since.set(key, to);
      isFirst = false;
    }
    for (const day of days.toReversed()) {
      running = running.filter(([key]) => ready.get(day)!.has(key));
      for (const [key] of running) since.set(key, day);
    }
    end = addDays(start, -1);
  }
  return since;
}

interface Ready {
  addon: string;
  account: string;
  score: number;
}

type ReadyByKey = Map<string, Ready>;

/** By day. Scores need every sub-score that is known; what names an add-on is joined to what does not. */
async function readyOn(
  days: readonly string[],
  members: readonly string[],
  context: MetricContext,
  among?: readonly string[],
): Promise<Map<string, ReadyByKey>> {
  const question = { days, ...(among && { among }), scoreAbove: PROACTIVE_ABOVE };
  const [customers, demands] = await Promise.all([
    context.query<Readiness & { day: string }>(selectReadiness(context, question)),
    context.query<OfAddon & { demands: number } & Row>(selectDemands(members, question)),
  ]);
  const demanded = new Map(demands.map((one) => [dayKey(one), one.demands]));
  const ready = new Map<string, ReadyByKey>(days.map((day) => [day, new Map()]));
  const accounts = new Set<string>();
  await inSlices(customers, (customer) => {
    const { account, day } = customer;
    // Only demand depends on the add-on.
    const subscores = subscoresOf(customer, context.catalog, day);
    if (!weigh({ ...subscores, demand: 1 }, context.catalog).proactive) return;
    for (const addon of members) {
      subscores.demand = demandScore(demanded.get(dayKey({ day, addon, account })) ?? 0);
      const { score, proactive } = weigh(subscores, context.catalog);
      if (!proactive) continue;
      ready.get(day)!.set(keyOf({ addon, account }), { addon, account, score: score! });
      accounts.add(account);
    }
  });
  const owners = await context.query<OfAddon & Row>(selectOwners(context, members, { days, among: [...accounts] }));
  for (const owner of owners) ready.get(owner.day)!.delete(keyOf(owner));
  return ready;
}

function keyOf({ addon, account }: Pick<OfAddon, 'addon' | 'account'>): string {
  return `${addon}\n${account}`;
}

function dayKey({ day, ...ofAddon }: OfAddon): string {
  return `${day}\n${keyOf(ofAddon)}`;
}

interface OfAddon {
  account: string;
  day: string;
  addon: string;
}

function daysFromTo(from: string, to: string): string[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index));
}
